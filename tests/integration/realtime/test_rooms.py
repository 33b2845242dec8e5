"""The room of a session: its participants and messages."""

from functools import partial
from typing import Any

import pytest

from hushroom_adapters.redis import RedisConnection
from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from tests.integration.realtime.harness import SESSIONS, RealtimeClient, RealtimeHarness, served
from tests.support.waiting import until


async def test_joining_tells_how_many_people_are_there_and_how_far_the_session_is(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.ear(session.seeker_id)
    await seeker.send("join-room", {"sessionId": str(session.id)})
    assert await seeker.hears("participant-joined") == {"sessionId": str(session.id), "participantCount": 1}
    tick = await seeker.hears("timer-tick")
    assert (tick["sessionId"], tick["percent"], tick["phase"]) == (str(session.id), 0, "opening")
    assert tick["elapsed"] + tick["remaining"] == 30 * 60
    companion = await stage.in_room(session.companion_user_id, session)
    assert (await seeker.hears("participant-joined"))["participantCount"] == 2
    await companion.send("leave-room", {"sessionId": str(session.id)})
    assert await seeker.hears("participant-left") == {"sessionId": str(session.id), "participantCount": 1}
    await companion.silence("participant-left")


async def test_joining_is_acknowledged_when_the_messages_of_the_room_are_heard(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.ear(session.seeker_id)
    await seeker.asks("join-room", {"sessionId": str(session.id)})
    await stage.in_room(session.companion_user_id, session)
    assert await seeker.hears("participant-joined", lambda said: said["participantCount"] == 2)


async def test_a_refused_event_is_acknowledged_too(stage: RealtimeHarness) -> None:
    session, stranger = await stage.lives.running(), await stage.lives.user()
    ear = await stage.ear(stranger.id)
    await ear.asks("join-room", {"sessionId": str(session.id)})
    assert await ear.refused("join-room")


async def test_two_tabs_of_one_person_are_one_participant(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    companion = await stage.in_room(session.companion_user_id, session)
    tabs = [await stage.ear(session.seeker_id) for _ in range(2)]
    for tab in tabs:
        await tab.send("join-room", {"sessionId": str(session.id)})
        assert (await tab.hears("participant-joined"))["participantCount"] == 2
    assert (await companion.hears("participant-joined"))["participantCount"] == 2
    await companion.silence("participant-joined")
    await tabs[0].client.disconnect()
    await companion.silence("participant-left")
    await tabs[1].client.disconnect()
    assert (await companion.hears("participant-left"))["participantCount"] == 1


async def test_leaving_what_was_never_joined_counts_nobody_out(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    companion = await stage.in_room(session.companion_user_id, session)
    seeker = await stage.ear(session.seeker_id)
    for _ in range(3):
        await seeker.send("leave-room", {"sessionId": str(session.id)})
    await seeker.send("join-room", {"sessionId": str(session.id)})
    assert (await seeker.hears("participant-joined"))["participantCount"] == 2
    await companion.silence("participant-left")


@pytest.mark.parametrize("event", ["join-room", "leave-room", "session-start", "session-pause", "session-end"])
async def test_a_stranger_may_do_nothing(stage: RealtimeHarness, event: str) -> None:
    session, stranger = await stage.lives.running(), await stage.lives.user()
    seeker = await stage.in_room(session.seeker_id, session)
    ear = await stage.ear(stranger.id)
    await ear.send(event, {"sessionId": str(session.id), "userId": str(session.seeker_id)})
    assert await ear.refused(event) in {"Session not found", "You are not a party of this session"}
    assert (await stage.step(session.seeker_id, session, "pause")).status_code == 201
    await stage.settle()
    await seeker.hears("session-state-update")
    await ear.silence("session-state-update")


async def test_a_step_by_http_reaches_the_room(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    ears = [await stage.in_room(user_id, session) for user_id in (session.seeker_id, session.companion_user_id)]
    assert (await stage.step(session.seeker_id, session, "pause")).status_code == 201
    await stage.settle()
    for ear in ears:
        for event in ("session-state-update", "timer-tick"):
            told = await ear.hears(event, lambda said: said["status"] == "PAUSED")
            assert told["sessionId"] == str(session.id)


def has_status(status: str, said: dict[str, Any]) -> bool:
    return bool(said["status"] == status)


async def test_steps_by_events_take_the_same_way_as_those_by_http(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.in_room(session.seeker_id, session)
    companion = await stage.in_room(session.companion_user_id, session)
    await stage.settle()
    await seeker.hears("session-state-update", lambda update: update["status"] == "IN_PROGRESS")
    for event, status in (("pause", "PAUSED"), ("resume", "IN_PROGRESS"), ("end", "COMPLETED")):
        await companion.send(f"session-{event}", {"sessionId": str(session.id)})
        await companion.send("session-start", {"sessionId": str(session.id)})
        await companion.refused("session-start")
        await stage.settle()
        update = await seeker.hears("session-state-update", partial(has_status, status))
        assert update["durationMinutes"] == (0 if status == "COMPLETED" else None)


async def test_milestones_are_told_once_each(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.in_room(session.seeker_id, session)
    await stage.began(session, minutes_ago=31)
    for percent in (80, 80, 100, 80, 120):
        await stage.platform.application.drift.pass_milestone(session.id, percent)
    await stage.settle()
    told = [await seeker.hears("timer-milestone") for _ in range(2)]
    assert {(one["percent"], one["phase"]) for one in told} == {(80, "core"), (100, "closing")}
    await seeker.silence("timer-milestone")


async def test_polling_works_where_there_is_one_web_process(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.ear(session.seeker_id, transports=("polling",))
    await seeker.send("join-room", {"sessionId": str(session.id)})
    assert (await seeker.hears("participant-joined"))["participantCount"] == 1
    await seeker.send("session-pause", {"sessionId": str(session.id)})
    await stage.settle()
    await seeker.hears("session-state-update", lambda update: update["status"] == "PAUSED")


async def test_two_web_processes_are_one_room(stage: RealtimeHarness) -> None:
    async with served({**stage.environment, "HUSHROOM_POLLING": "off"}) as other:
        session = await stage.lives.running()
        seeker = await stage.in_room(session.seeker_id, session)
        companion = await stage.in_room(session.companion_user_id, session, url=other)
        assert (await seeker.hears("participant-joined"))["participantCount"] == 2
        tab = await stage.ear(session.seeker_id, url=other)
        await tab.send("join-room", {"sessionId": str(session.id)})
        assert (await tab.hears("participant-joined"))["participantCount"] == 2
        await companion.send("session-pause", {"sessionId": str(session.id)})
        await companion.send("session-pause", {"sessionId": str(session.id)})
        await companion.refused("session-pause")
        await stage.settle()
        for ear in (seeker, companion, tab):
            await ear.hears("session-state-update", lambda update: update["status"] == "PAUSED")
        await seeker.client.disconnect()
        await companion.silence("participant-left")
        await tab.client.disconnect()
        assert (await companion.hears("participant-left"))["participantCount"] == 1
        polling = RealtimeClient(SESSIONS)
        stage.ears.append(polling)
        with pytest.raises(Exception, match="Unexpected status code 400"):
            await polling.connect(other, {"token": await stage.token(session.seeker_id)}, ("polling",))


async def test_after_redis_was_away_a_process_hears_the_others_again(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.in_room(session.seeker_id, session)
    await stage.settle()
    await seeker.hears("session-state-update")
    async with RedisConnection.opened(stage.environment["REDIS_URL"]) as redis:
        assert await redis.client.client_kill_filter(_type="pubsub") > 0

        async def listens() -> bool:
            return bool((await redis.client.pubsub_numsub("hushroom:realtime"))[0][1] > 0)

        assert await until(listens)
    assert (await stage.step(session.companion_user_id, session, "pause")).status_code == 201
    await stage.settle()
    await seeker.hears("session-state-update", lambda update: update["status"] == "PAUSED")


async def test_an_administrator_is_no_party_and_may_not_listen(stage: RealtimeHarness) -> None:
    session, admin = await stage.lives.running(), await stage.lives.user()
    await stage.platform.application.identity.make_admin(MakeAdmin.Command(admin.email))
    ear = await stage.ear(admin.id)
    await ear.send("join-room", {"sessionId": str(session.id)})
    assert await ear.refused("join-room") == "You are not a party of this session"
