"""Reporting a person, from a session and from a profile, until an administrator reads it; and help that is faster."""

import re

from playwright.async_api import expect

from tests.support.browsing import People, Person
from tests.support.page_stage import PageStage

WORDS = "They shouted at me, and I do not feel safe."


async def report(person: Person, place: str, words: str) -> None:
    """Follows the link to the form, looks at the page of help on the way, and sends the form."""
    await person.open(place)
    await person.follow(f"{place}/report")
    await person.choose("reason", "DANGER")
    await person.fill(description=words)
    await person.follow("/crisis")
    await expect(person.page.locator("h1")).to_have_text("If you are in crisis")
    await expect(person.page.locator("main")).to_contain_text("112")
    await person.go_back()
    await expect(person.page.locator("[name=description]")).to_have_value(words)
    await expect(person.page.locator("[name=reason][value=DANGER]")).to_be_checked()
    await person.submit(f"{place}/report")
    assert person.path == "/account/reports", await person.problems_of_form()
    await expect(person.page.locator("main")).to_contain_text("We have your report and read it.")
    await expect(person.page.locator("main li", has_text=words)).to_contain_text("we are looking at it")


async def is_read(admin: Person, stage: PageStage, words: str, reported: str) -> bool:
    """Returns whether an administrator finds the report among those that wait, and reads it whole."""
    waiting = stage.story.admin.get("/admin/reports?status=PENDING")["reports"]
    (found,) = [one for one in waiting if one["description"] == words]
    await admin.open("/admin/reports?status=PENDING")
    await admin.follow(f"/admin/reports/{found['id']}")
    await expect(admin.page.locator("main")).to_contain_text(words)
    await expect(admin.page.locator("main")).to_contain_text("I am worried about somebody's safety")
    await expect(admin.page.locator(f"main a[href='/admin/users/{reported}']").first).to_be_visible()
    return bool(found["reportedUserId"] == reported)


async def test_a_report_from_a_session_or_a_profile_reaches_the_administrators(
    people: People, stage: PageStage
) -> None:
    cora, guest, admin = [await people.arrive() for _ in range(3)]
    await cora.sign_in(stage.story.companion.email, stage.story.companion.password)
    await report(cora, f"/sessions/{stage.sessions['ended']}", f"{WORDS} It was in our session.")
    await guest.sign_up(f"guest-of-{stage.story.keyword}@example.com", "Password123!", "Guest")
    profile = f"/companions/{stage.story.ids['companion']}"
    await report(guest, profile, f"{WORDS} It is in the profile.")
    await admin.sign_in(stage.story.admin.email, stage.story.admin.password)
    assert await is_read(admin, stage, f"{WORDS} It was in our session.", stage.users["seeker"])
    assert await is_read(admin, stage, f"{WORDS} It is in the profile.", stage.users["companion"])
    await _cannot_be_done_twice_or_to_oneself(guest, cora, profile)


async def _cannot_be_done_twice_or_to_oneself(guest: Person, cora: Person, profile: str) -> None:
    await guest.open(f"{profile}/report")
    await guest.choose("reason", "OTHER")
    await guest.fill(description="The same again.")
    assert (await guest.submit(f"{profile}/report")).status in {409, 422}
    await expect(guest.page.locator("#problems")).to_contain_text(re.compile("report", re.IGNORECASE))
    await cora.open(profile)
    await expect(cora.page.locator("main a[href$='/report']")).to_have_count(0)
    assert (await cora.open(f"{profile}/report")).status == 404
