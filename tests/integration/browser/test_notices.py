"""Open pages say what is new: the number in the header, and words in a region that was there before."""

import re

from playwright.async_api import expect

from tests.support.browsing import People
from tests.support.journeys import MATCHED, story_of
from tests.support.whole_hushroom import WholeHushroom

REGION = "live-notices [role=status]"
COUNT = re.compile(r"^[1-9]\d* unread notifications?$")


async def test_open_pages_say_what_is_new_and_count_it(people: People, hushroom: WholeHushroom) -> None:
    with story_of(hushroom, MATCHED) as story:
        sam = await people.arrive()
        await sam.sign_in(story.seeker.email, story.seeker.password)
        await sam.open("/home")
        other = await sam.context.new_page()
        await sam.open("/account", other)
        await expect(sam.page.locator(".notices")).to_have_text("Notifications")
        await expect(sam.page.locator(REGION)).to_be_attached()
        await expect(sam.page.locator(REGION)).to_be_empty()
        await expect(other.locator("live-notices")).to_have_count(0)
        story.companion.post(f"/sessions/{story.ids['session']}/cancel", {})
        await expect(sam.page.locator(REGION)).to_contain_text("A session was cancelled")
        await expect(sam.page.locator(".notices")).to_have_text("1 unread notification")
        await sam.open("/notifications", other)
        await other.locator('form[action$="/read"] button').first.click()
        await expect(other.locator("main")).to_contain_text("All that was shown is marked as read.")
        await expect(sam.page.locator(".notices")).to_have_text("Notifications")


async def test_without_scripts_the_pages_say_the_same_when_they_are_opened(
    people: People, hushroom: WholeHushroom
) -> None:
    with story_of(hushroom, MATCHED) as story:
        cleo = await people.arrive(scripts=False)
        await cleo.sign_in(story.companion.email, story.companion.password)
        await cleo.open("/notifications")
        await expect(cleo.page.locator("main")).to_contain_text("Somebody booked a session with you")
        await expect(cleo.page.locator(".notices")).to_have_text(COUNT)
        await cleo.submit("/notifications/read")
        await expect(cleo.page.locator(".notices")).to_have_text("Notifications")
