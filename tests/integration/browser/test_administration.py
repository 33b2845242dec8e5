"""An administrator at work in the browser, by mouse and by the keyboard alone: money back, a report, a suspension."""

import re

import pytest
from playwright.async_api import expect

from hushroom_adapters.local.walkthrough import afterwards
from hushroom_adapters.local.walkthrough.story import ADMIN, DEMO_PASSWORD, Story
from tests.support.browsing import People, Person
from tests.support.journeys import ENDED, payment, story_of, until_payment
from tests.support.whole_hushroom import WholeHushroom

REASON = "Shouting"


def complain(story: Story) -> str:
    """Lets the seeker report the companion, and returns the address of the report for administrators."""
    reported = story.companion.get("/users/me")["id"]
    body = {"reportedUserId": reported, "reason": REASON, "description": "They shouted at me twice."}
    made = story.seeker.post("/reports", body | {"sessionId": story.ids["session"]})
    return f"/admin/reports/{made['id']}"


async def pay_back(admin: Person, path: str) -> None:
    """Pays a part back, after a page that asks once more."""
    await admin.open(path)
    await admin.follow(f"{path}/refund")
    await admin.fill(amount="5.50")
    await admin.choose("reason", "TECHNICAL_FAILURE")
    await admin.submit(f"{path}/refund")
    await expect(admin.page.locator("h1")).to_contain_text("5.50")
    await admin.submit(f"{path}/refund")
    await expect(admin.page).to_have_url(re.compile(rf"{path}(\?|$)"))


async def resolve(admin: Person, path: str) -> None:
    """Finds the report in the list of those that wait, and decides it on a page that says what that changes."""
    await admin.open("/admin/reports?status=PENDING")
    await admin.follow(path)
    await expect(admin.page.locator("main")).to_contain_text("They shouted at me twice.")
    await admin.follow(f"{path}/decision")
    await admin.choose("action", "RESOLVE")
    await admin.fill(adminNotes="The companion is suspended.")
    await admin.submit(f"{path}/decision")
    await expect(admin.page.locator("a[href$='/decision']")).to_have_count(0)


async def suspend(admin: Person, path: str) -> None:
    """Suspends the companion, after a page that says what that ends."""
    await admin.open(path)
    await admin.follow(f"{path}/suspend")
    await admin.submit(f"{path}/suspend")
    await expect(admin.page.locator("main")).to_contain_text("Suspended")


async def reactivate(admin: Person, path: str) -> None:
    """Ends the suspension, after a page that says what that changes."""
    await admin.follow(f"{path}/reactivate")
    await admin.submit(f"{path}/reactivate")
    await expect(admin.page.locator("main")).to_contain_text("Approved")


@pytest.mark.parametrize("has_mouse", [True, False], ids=["mouse", "keyboard"])
async def test_an_administrator_sets_a_bad_session_right(
    people: People, hushroom: WholeHushroom, has_mouse: bool
) -> None:
    with story_of(hushroom, (*ENDED, afterwards.wait_for_capture)) as story:
        report = complain(story)
        admin, sam, cora = [await people.arrive(has_mouse=has_mouse) for _ in range(3)]
        await admin.sign_in(ADMIN, DEMO_PASSWORD)
        await pay_back(admin, f"/admin/payments/{story.ids['payment']}")
        await resolve(admin, report)
        await suspend(admin, f"/admin/companions/{story.ids['companion']}")
        until_payment(story, "PARTIALLY_REFUNDED")
        assert payment(story)["refundAmount"] == "5.5"
        await sam.sign_in(story.seeker.email, story.seeker.password)
        await _sees_the_decision(sam, story)
        await cora.sign_in(story.companion.email, story.companion.password)
        await _sees_the_suspension(cora, story)
        await reactivate(admin, f"/admin/companions/{story.ids['companion']}")
        assert (await sam.open(f"/companions/{story.ids['companion']}")).status == 200


async def _sees_the_decision(sam: Person, story: Story) -> None:
    """The seeker reads what became of the report and of the money, and does not find the companion any more."""
    await sam.open("/account/reports")
    await expect(sam.page.locator("main li", has_text=REASON)).not_to_contain_text("we are looking at it")
    await sam.open(f"/account/payments/{story.ids['payment']}")
    await expect(sam.page.locator("main")).to_contain_text("5.50")
    assert (await sam.open(f"/companions/{story.ids['companion']}")).status == 404


async def _sees_the_suspension(cora: Person, story: Story) -> None:
    """The companion reads that the profile is closed, keeps the account, and is not asked to go online."""
    await cora.open("/companion")
    await expect(cora.page.locator("main")).to_contain_text("Your profile is not open to others now.")
    await expect(cora.page.locator('form[action="/companion/presence"]')).to_have_count(0)
    await cora.follow("/companion/application")
    await expect(cora.page.locator("main")).to_contain_text("Your profile is closed")
    await expect(cora.page.locator('main a[href="/companion/hours"]')).to_have_count(0)
    assert (await cora.open(f"/sessions/{story.ids['session']}")).status == 200
