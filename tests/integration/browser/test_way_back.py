"""The Back button leads to a form that works: what was typed is there, and what was sent is not done twice."""

import re

import pytest
from playwright.async_api import expect

from tests.support.browsing import People, Person
from tests.support.journeys import JOIN, story_of
from tests.support.whole_hushroom import WholeHushroom

GOAL = {"title": "Finish the draft", "description": "Two more pages.", "successCriteria": "Two pages are written"}
LOGIN = re.compile(r"/login(\?|$)")


async def at_a_sent_form(person: Person) -> str:
    """Books a session, goes back to the form, and returns the address to which the booking led."""
    await person.open("/sessions/new")
    await person.choose("type", "FOCUS")
    await person.choose("plannedDuration", "60")
    if person.screen.scripts:
        await person.page.evaluate("() => { window.isKept = true; }")
    await person.submit("/sessions/new")
    booked = person.page.url
    await person.go_back()
    await expect(person.page.locator('[name="type"][value="FOCUS"]')).to_be_checked()
    await expect(person.page.locator('[name="plannedDuration"]')).to_have_value("60")
    return booked


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
async def test_a_form_after_the_way_back_does_nothing_twice(
    people: People, hushroom: WholeHushroom, scripts: bool
) -> None:
    with story_of(hushroom, JOIN[:1]) as story:
        sam = await people.arrive(scripts=scripts)
        await sam.sign_in(story.seeker.email, story.seeker.password)
        booked = await at_a_sent_form(sam)
        assert not scripts or await sam.page.evaluate("() => window.isKept")  # it is the page itself, not a new one
        await sam.submit("/sessions/new")
        assert sam.page.url == booked
        assert len(story.seeker.get("/sessions")) == 1
        await sam.go_back()
        await sam.choose("plannedDuration", "30")
        await sam.submit("/sessions/new")
        await expect(sam.page.locator("main")).to_contain_text("This form was sent before with other entries.")
        assert len(story.seeker.get("/sessions")) == 1
        await sam.submit("/sessions/new")
        assert sam.page.url != booked
        assert {one["plannedDuration"] for one in story.seeker.get("/sessions")} == {30, 60}
        await _corrects_a_refused_form(sam)


async def _corrects_a_refused_form(sam: Person) -> None:
    """Sends a form that is refused, sends it right, and goes back to both: each says what it said."""
    path = sam.path
    await sam.submit(path)
    await expect(sam.page.locator("#problems")).to_be_visible()
    await sam.fill(**GOAL)
    await sam.submit(path)
    await expect(sam.page).to_have_url(re.compile(r"/contract(\?|$)"))
    await sam.go_back()
    await expect(sam.page.locator('[name="title"]')).to_have_value(GOAL["title"])
    await sam.submit(path)
    await expect(sam.page).to_have_url(re.compile(r"/contract(\?|$)"))


async def test_a_page_that_the_browser_kept_is_as_new_and_for_its_own_reader_only(
    people: People, hushroom: WholeHushroom
) -> None:
    with story_of(hushroom, JOIN[:1]) as story:
        sam = await people.arrive()
        await sam.sign_in(story.seeker.email, story.seeker.password)
        await sam.open("/account/profile")
        await sam.open("/account")
        story.seeker.patch("/users/me", {"firstName": "Samuel"})
        await sam.go_back()
        await expect(sam.page.locator('[name="firstName"]')).to_have_value("Samuel")
        await sam.open("/companions")
        await sam.page.evaluate("() => { document.body.dataset.old = ''; }")
        await sam.open("/account")
        await sam.go_back()
        await expect(sam.page.locator("body[data-old]")).to_have_count(0)
        await at_a_sent_form(sam)
        await sam.open("/account")
        await sam.context.clear_cookies(name="hushroom")
        await sam.page.evaluate("() => { history.back(); }")
        await expect(sam.page).to_have_url(LOGIN)
        await expect(sam.page.locator("body[data-signed-in]")).to_have_count(0)
