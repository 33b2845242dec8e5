"""The room of a session in two browsers: the fake microphone of one beeps, and the other hears it."""

import pytest
from playwright.async_api import expect

from hushroom_adapters.local.walkthrough.story import Story
from tests.integration.browser.meeting_room import (
    BEEP,
    LOSE,
    Meeting,
    at_the_room,
    barriers,
    hears,
    hears_nothing,
    says,
    spoken,
)
from tests.support.browsing import People
from tests.support.waiting import until
from tests.support.whole_hushroom import WholeHushroom


async def test_two_people_hear_each_other_from_ready_to_the_end(
    hushroom: WholeHushroom, people: People, paid: Story
) -> None:
    found = await at_the_room(hushroom, people, paid)
    for one in found.both:
        await one.page.get_by_role("button", name="I am ready").click()
        await expect(one.page.get_by_role("button", name="I am ready")).to_have_count(0)
    await found.go_in()
    assert await hears(found.seeker)
    assert await hears(found.companion)
    await found.seeker.page.get_by_role("button", name="Start the session").click()
    for one in found.both:
        await expect(one.page.get_by_role("button", name="Pause")).to_be_visible()
        await expect(one.page.get_by_role("timer")).to_contain_text("left")
    await found.companion.page.get_by_role("button", name="Pause").click()
    await expect(found.seeker.page.locator("[data-live=state]")).to_have_text("Paused")
    await found.seeker.page.get_by_role("button", name="Go on").click()
    await expect(found.companion.page.get_by_role("button", name="Pause")).to_be_visible()
    assert await hears(found.companion)
    await found.companion.page.get_by_role("button", name="End the session").click()
    for one in found.both:
        await one.page.wait_for_url("**/rating")


async def test_the_label_says_what_the_others_hear(meeting: Meeting) -> None:
    await meeting.go_in(muted=True)
    button = meeting.seeker.page.locator("[data-act=microphone]")
    await expect(button).to_have_text("Microphone off: speak")
    assert await hears_nothing(meeting.companion)
    await button.press("Enter")
    await expect(button).to_have_text("Microphone on: mute")
    await expect(button).to_have_attribute("aria-pressed", "false")
    assert await hears(meeting.companion)
    await button.press("Enter")
    await expect(button).to_have_text("Microphone off: speak")
    assert await hears_nothing(meeting.companion)


async def test_a_lost_microphone_is_replaced_and_a_muted_one_stays_silent(meeting: Meeting) -> None:
    await meeting.go_in()
    assert await hears(meeting.companion)
    await meeting.seeker.page.evaluate(LOSE)
    await says(meeting.seeker, "microphone", "Another one is used now")
    assert await hears(meeting.companion)
    button = meeting.seeker.page.locator("[data-act=microphone]")
    await button.click()
    await expect(button).to_have_text("Microphone off: speak")
    await meeting.seeker.page.evaluate(LOSE)
    await says(meeting.seeker, "microphone", "Another one is used now")
    await expect(button).to_have_text("Microphone off: speak")
    assert await hears_nothing(meeting.companion)
    await button.click()
    assert await hears(meeting.companion)


@pytest.mark.parametrize("where", ["signalling", "media"])
async def test_a_lost_connection_comes_back_by_itself_as_muted_as_it_was(meeting: Meeting, where: str) -> None:
    meeting.seeker.problems.tolerate("signal stream", "(?i)data ?channel", "leave request")
    await meeting.go_in(muted=True)
    said = await spoken(meeting.seeker, "connection")
    await meeting.cut(where, "seeker")
    await says(meeting.seeker, "connection", "You are connected again.")
    assert "The connection is lost" in (await said())[0]
    assert await hears(meeting.seeker)
    assert await hears_nothing(meeting.companion)
    await meeting.seeker.page.locator("[data-act=microphone]").click()
    assert await hears(meeting.companion)


async def test_drift_is_flagged_seen_and_acknowledged(meeting: Meeting) -> None:
    await meeting.go_in()
    await meeting.companion.fill(message="Shall we go back to the letter?")
    await meeting.companion.page.get_by_role("button", name="Say that we drift").click()
    await expect(meeting.seeker.page.locator("[data-drift]")).to_contain_text("Shall we go back to the letter?")
    await says(meeting.seeker, "milestone", "Shall we go back to the letter?")
    for one in meeting.both:
        await one.page.get_by_text("Sound settings").click()
        assert await barriers(one) == []
    await meeting.seeker.page.get_by_role("button", name="Noticed, thank you").click()
    for one in meeting.both:
        await expect(one.page.locator("[data-drift]")).to_have_count(0)


async def test_the_microphone_can_be_tried_before_going_in(meeting: Meeting) -> None:
    page = meeting.seeker.page
    await page.locator("[data-act=check]").click()
    await expect(page.locator("#before-device option").first).to_be_attached()

    async def is_seen() -> bool:
        return float(await page.locator("[data-level=before]").evaluate("meter => meter.value")) > BEEP

    assert await until(is_seen)
    await page.locator("[data-act=listen]").click()
    await says(meeting.seeker, "microphone", "That was you.")


async def test_without_scripts_the_steps_are_forms(people: People, paid: Story) -> None:
    persons = []
    for user in (paid.seeker, paid.companion):
        person = await people.arrive(scripts=False)
        await person.sign_in(user.email, user.password)
        await person.open(f"/sessions/{paid.ids['session']}/room")
        persons.append(person)
    seeker, companion = persons
    await seeker.submit("/sessions/" + paid.ids["session"] + "/room/steps/ready")
    await companion.submit("/sessions/" + paid.ids["session"] + "/room/steps/ready")
    await companion.submit("/sessions/" + paid.ids["session"] + "/room/steps/start")
    await expect(companion.page.get_by_role("button", name="Pause")).to_be_visible()
    await companion.fill(message="Shall we go back?")
    await companion.submit("/sessions/" + paid.ids["session"] + "/room/drift")
    await seeker.open(f"/sessions/{paid.ids['session']}/room")
    await seeker.submit(f"/sessions/{paid.ids['session']}/room/drift/")
    await expect(seeker.page.locator("[data-drift]")).to_have_count(0)
    await seeker.submit("/sessions/" + paid.ids["session"] + "/room/steps/end")
    assert seeker.path.endswith("/rating")
