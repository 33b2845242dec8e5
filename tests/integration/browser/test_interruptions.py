"""Interruptions: a sign-in that ends while somebody writes, a slow network, two tabs, a server that starts again."""

import re

from playwright.async_api import expect

from hushroom_adapters.local.walkthrough import booking
from hushroom_adapters.local.walkthrough.people import Person as Account
from tests.support.browsing import People, Person
from tests.support.journeys import JOIN, MATCHED, RUNNING, session, story_of
from tests.support.waiting import wait_until
from tests.support.whole_hushroom import WholeHushroom

WORDS = "Two more pages of the report, and one about the numbers."
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 20_000, "uploadThroughput": 10_000}
"""A bad mobile network: the latency in milliseconds, the throughput in bytes a second."""


async def signed_in(people: People, account: Account) -> Person:
    person = await people.arrive()
    await person.sign_in(account.email, account.password)
    return person


async def test_nothing_that_was_typed_is_lost_when_the_sign_in_ends(people: People, hushroom: WholeHushroom) -> None:
    with story_of(hushroom, (*JOIN, booking.book_session)) as story:
        sam = await signed_in(people, story.seeker)
        goal = f"/sessions/{story.ids['session']}/goal"
        await sam.open(goal)
        await sam.fill(title="Finish the draft", description=WORDS, successCriteria="Two pages are written")
        await sam.context.clear_cookies(name="hushroom")
        await sam.submit(goal)
        await sam.fill(email=story.seeker.email, password=story.seeker.password)
        await sam.submit("/login")
        await sam.submit(goal)
        await expect(sam.page).to_have_url(re.compile(r"/contract(\?|$)"))
        await sam.open(f"/sessions/{story.ids['session']}")
        await expect(sam.page.locator("main")).to_contain_text(WORDS)


async def test_a_double_click_on_a_slow_network_books_once(people: People, hushroom: WholeHushroom) -> None:
    with story_of(hushroom, JOIN) as story:
        sam = await signed_in(people, story.seeker)
        await sam.open("/sessions/new")
        await sam.choose("type", "FOCUS")
        network = await sam.context.new_cdp_session(sam.page)
        await network.send("Network.emulateNetworkConditions", SLOW)
        await sam.page.locator("main form button[type=submit]").dblclick()
        await expect(sam.page).to_have_url(re.compile("/goal$"))
        assert len(story.seeker.get("/sessions")) == 1


async def test_a_page_in_another_tab_says_what_has_become_of_the_session(
    people: People, hushroom: WholeHushroom
) -> None:
    with story_of(hushroom, MATCHED) as story:
        sam = await signed_in(people, story.seeker)
        path = f"/sessions/{story.ids['session']}"
        await sam.open(f"{path}/cancel")
        other = await sam.context.new_page()
        await sam.open(f"{path}/cancel", other)
        await sam.submit(f"{path}/cancel")
        async with other.expect_navigation():
            await other.locator("main form button[type=submit]").click()
        await expect(other.locator("h1")).to_be_visible()
        await expect(other.locator("main")).to_contain_text(re.compile("cancel", re.IGNORECASE))
        assert session(story)["status"] == "CANCELLED"


async def test_a_room_lives_through_a_start_of_the_server(people: People, hushroom: WholeHushroom) -> None:
    with story_of(hushroom, RUNNING) as story:
        sam, cora = await signed_in(people, story.seeker), await signed_in(people, story.companion)
        for person in (sam, cora):
            person.problems.tolerate("WebSocket|ERR_|socket.io|Failed to fetch|^5")
            await person.open(f"/sessions/{story.ids['session']}/room")
            await person.page.locator('[data-act="join"]').click()
        heard = "[data-person]:not([data-me])[data-speaks]"
        await expect(sam.page.locator(heard)).to_have_count(1)
        before = hushroom.pids_of("API")
        hushroom.kill("API")
        assert wait_until(lambda: hushroom.pids_of("API") != before and hushroom.is_open())
        await expect(sam.page.locator(heard)).to_have_count(1)
        await cora.page.locator('form[action$="/room/steps/pause"] button').click()
        await expect(sam.page.locator('form[action$="/room/steps/resume"]')).to_have_count(1)
        assert session(story)["status"] == "PAUSED"
