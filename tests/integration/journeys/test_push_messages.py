"""Push messages over a whole platform: from a session's transition through outbox and worker to the browser."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hushroom_adapters.local.walkthrough import booking, meeting
from hushroom_adapters.local.walkthrough.story import Story
from tests.support.journeys import JOIN, MATCH, PAID, PAY, ask, play, story_of
from tests.support.push_receiver import Browser, PushReceiver, push_receiver
from tests.support.waiting import until
from tests.support.whole_hushroom import WholeHushroom


def subscribe(story: Story, browser: Browser, endpoint: str, by: str = "seeker") -> dict[str, Any]:
    body = {"endpoint": endpoint, "expirationTime": None, "keys": browser.keys}
    stored: dict[str, Any] = ask(story, "PUT", "/users/me/push-subscriptions", 200, body, by=by)
    return stored


async def test_every_device_of_the_seeker_hears_that_the_companion_is_ready(any_hushroom: WholeHushroom) -> None:
    browser = Browser()
    async with push_receiver() as receiver:
        receiver.answers["/dead"] = 410
        session_id, key = await asyncio.to_thread(subscribe_and_be_ready, any_hushroom, browser, receiver)

        async def all_came() -> bool:
            return len({one.path for one in receiver.received}) == 3

        assert await until(all_came), receiver.received
    shown = [json.loads(browser.read(one.body)) for path in ("/phone", "/desk") for one in receiver.at(path)[:1]]
    assert {one["title"] for one in shown} == {"Your companion is ready"}
    assert {one["url"] for one in shown} == {f"/sessions/{session_id}"}
    assert {one.claims(key)["aud"] for one in receiver.received} == {receiver.url}
    assert receiver.at("/companion") == []


def subscribe_and_be_ready(hushroom: WholeHushroom, browser: Browser, receiver: PushReceiver) -> tuple[str, str]:
    """Subscribes three devices of the seeker, one of them dead, and one of the companion, who is ready then."""
    with story_of(hushroom, PAID) as story:
        for path in ("/dead", "/phone", "/desk"):
            subscribe(story, browser, receiver.url + path)
        subscribe(story, browser, f"{receiver.url}/companion", by="companion")
        key = ask(story, "GET", "/push/key", 200)["publicKey"]
        meeting.seeker_is_ready(story)
        meeting.companion_is_ready(story)
        return story.ids["session"], key


async def test_both_are_reminded_of_a_session_that_is_about_to_begin(any_hushroom: WholeHushroom) -> None:
    browser = Browser()
    async with push_receiver() as receiver:
        await asyncio.to_thread(subscribe_and_pay, any_hushroom, browser, receiver)

        async def both_came() -> bool:
            return {one.path for one in receiver.received} == {"/seeker", "/companion"}

        assert await until(both_came), receiver.received
    shown = [json.loads(browser.read(one.body))["title"] for one in receiver.received]
    assert [title for title in shown if not title.startswith("Your session begins at ")] == []


def subscribe_and_pay(hushroom: WholeHushroom, browser: Browser, receiver: PushReceiver) -> None:
    """Subscribes a device of each participant, and pays for a session that begins in three minutes."""
    with story_of(hushroom, JOIN) as story:
        for by in ("seeker", "companion"):
            subscribe(story, browser, f"{receiver.url}/{by}", by=by)
        soon = (datetime.now(UTC) + timedelta(minutes=3)).isoformat()
        body = {"type": "FOCUS", "plannedDuration": 30, "scheduledAt": soon}
        story.ids["session"] = ask(story, "POST", "/sessions", 201, body)["id"]
        play(story, (booking.set_goal, *MATCH, *PAY))
