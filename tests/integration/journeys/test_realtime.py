"""Realtime clients receive the effects of HTTP requests, whichever process serves each of them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import psycopg

from hushroom_adapters.local.walkthrough.story import Story
from tests.integration.realtime.harness import DRIFT, SESSIONS, RealtimeClient
from tests.support.journeys import END, MEET, PAID, ask, play, story_of, until_payment
from tests.support.servers import guests_of
from tests.support.waiting import PATIENCE_SECONDS, wait_until
from tests.support.whole_hushroom import WholeHushroom

EARS = 4


@asynccontextmanager
async def listening(
    hushroom: WholeHushroom, story: Story, namespace: str, join: str
) -> AsyncIterator[list[RealtimeClient]]:
    """Connects both people to every web process and joins the room of the session."""
    async with AsyncExitStack() as stack:
        ears = []
        for person in (story.seeker, story.companion) * (EARS // 2):
            ear = RealtimeClient(namespace)
            stack.push_async_callback(ear.close)
            await ear.connect(hushroom.endpoints["api"], {"token": person.token})
            await ear.send(join, {"sessionId": story.ids["session"]})
            ears.append(ear)
        # No plain request is open now, because each has a connection of its own.
        assert all(guests_of(pid) for pid in hushroom.pids_of("API")), "each web process has somebody to tell"
        yield ears


async def all_hear(
    ears: list[RealtimeClient], event: str, where: Callable[..., Any] | Callable[[Any], Any]
) -> list[Any]:
    return await asyncio.gather(*(ear.hears(event, where) for ear in ears))


async def test_every_step_that_is_taken_over_http_is_heard_by_all_in_the_room(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, PAID) as story:
        async with listening(any_hushroom, story, SESSIONS, "join-room") as ears:
            await asyncio.gather(*(ear.hears("timer-tick") for ear in ears))
            for step, status in zip(MEET, ("READY", "READY", "IN_PROGRESS"), strict=True):
                await asyncio.to_thread(step, story)
                heard = await all_hear(
                    ears, "session-state-update", lambda said, status=status: said["status"] == status
                )
                assert {said["sessionId"] for said in heard} == {story.ids["session"]}


async def test_a_step_over_the_wire_is_a_step_for_http_and_for_the_money(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, PAID + MEET) as story:
        async with listening(any_hushroom, story, SESSIONS, "join-room") as ears:
            await asyncio.gather(*(ear.hears("timer-tick") for ear in ears))
            await ears[0].send("session-end", {"sessionId": story.ids["session"]})
            await all_hear(ears, "session-state-update", lambda said: said["status"] == "COMPLETED")
        done = await asyncio.to_thread(until_payment, story, "CAPTURED")
        assert done["amount"] == "16.67"


async def test_drift_that_the_companion_calls_out_is_heard_by_all_and_is_in_the_export(
    any_hushroom: WholeHushroom,
) -> None:
    with story_of(any_hushroom, PAID + MEET) as story:
        async with listening(any_hushroom, story, DRIFT, "join-session") as ears:
            flag = {"sessionId": story.ids["session"], "message": "Somewhere else"}
            await ears[1].send("companion-drift-flag", flag)
            heard = await all_hear(ears, "drift-alert", lambda said: said["message"] == "Somewhere else")
            assert len({said["id"] for said in heard}) == 1
        path = "/api/v1/users/me/data-export"
        export = story.api.send("seeker", "POST", path, status=200, body={}, token=story.seeker.token)
        (session,) = export["sessions"]
        assert [log["id"] for log in session["driftLogs"]] == [heard[0]["id"]]


def minutes_pass(hushroom: WholeHushroom, story: Story, minutes: int) -> None:
    """Moves the session's timestamps and its due rows into the past."""
    which = {"id": story.ids["session"], "minutes": minutes}
    with psycopg.connect(hushroom.endpoints["databaseUrl"]) as rows:
        rows.execute(
            """
            UPDATE sessions SET started_at = started_at - make_interval(mins => %(minutes)s) WHERE id = %(id)s
        """,
            which,
        )
        rows.execute(
            """
            UPDATE outbox SET due_at = due_at - make_interval(mins => %(minutes)s),
                next_at = next_at - make_interval(mins => %(minutes)s)
            WHERE event = 'session.milestone_due' AND payload ->> 'session_id' = %(id)s
        """,
            which,
        )


async def test_milestones_that_a_worker_notices_are_heard_once_by_all_in_the_room(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, PAID + MEET) as story:
        async with listening(any_hushroom, story, SESSIONS, "join-room") as ears:
            await asyncio.to_thread(minutes_pass, any_hushroom, story, 31)
            for percent in (80, 100):
                await all_hear(ears, "timer-milestone", lambda said, percent=percent: said["percent"] == percent)
            await asyncio.gather(*(ear.silence("timer-milestone") for ear in ears))


async def test_whoever_changes_the_password_is_sent_away_from_every_web_process_and_the_others_hear_it(
    any_hushroom: WholeHushroom,
) -> None:
    with story_of(any_hushroom, PAID + MEET) as story:
        async with listening(any_hushroom, story, SESSIONS, "join-room") as ears:
            await asyncio.gather(*(ear.hears("timer-tick") for ear in ears))
            body = {"currentPassword": story.seeker.password, "newPassword": "Different456!"}
            await asyncio.to_thread(ask, story, "POST", "/auth/change-password", 201, body)
            for ear in ears[::2]:
                assert await ear.dismissed("auth") == "This sign-in is over; sign in again"
            for ear in ears[1::2]:
                await ear.hears("participant-left", lambda said: said["participantCount"] == 1)
            await asyncio.to_thread(ask, story, "GET", "/users/me", 401)


async def test_those_whose_web_process_dies_come_back_and_hear_the_end(any_hushroom: WholeHushroom) -> None:
    with story_of(any_hushroom, PAID + MEET) as story:
        async with listening(any_hushroom, story, SESSIONS, "join-room") as ears:
            killed = any_hushroom.kill("API")
            await asyncio.gather(*(ear.hears("(disconnected)") for ear in ears))

        def mended() -> bool:
            return killed.isdisjoint(any_hushroom.pids_of("API")) and any_hushroom.is_open()

        assert await asyncio.to_thread(wait_until, mended, PATIENCE_SECONDS)
        async with listening(any_hushroom, story, SESSIONS, "join-room") as ears:
            await asyncio.to_thread(play, story, END)
            await all_hear(ears, "session-state-update", lambda said: said["status"] == "COMPLETED")
