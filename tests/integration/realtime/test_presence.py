"""Presence in Redis over processes that may crash, and broadcasts with and without Redis."""

import os
import signal
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.local.embedded.server import free_port
from hushroom_adapters.redis import RedisBroadcasts, RedisConnection, RedisPresence
from hushroom_adapters.redis.presence import PATIENCE_MS, PREFIX
from hushroom_domain.notifications.services.room_messages import SessionState
from hushroom_domain.shared.ids import SessionId, UserId
from tests.integration.realtime.harness import RealtimeHarness
from tests.support.builders import a_session
from tests.support.platforms import program
from tests.support.waiting import PATIENCE_SECONDS, until


@pytest.fixture
async def connection(valkey: EmbeddedServer) -> AsyncIterator[RedisConnection]:
    async with RedisConnection.opened(valkey.url, PATIENCE_SECONDS) as opened:
        yield opened


def ids() -> tuple[SessionId, UserId, UserId]:
    return SessionId(uuid4()), UserId(uuid4()), UserId(uuid4())


async def test_people_are_counted_once_over_all_processes(connection: RedisConnection) -> None:
    (session, ada, ben), one, other = ids(), RedisPresence(connection), RedisPresence(connection)
    came = [await one.enter(session, ada, "tab 1"), await other.enter(session, ada, "tab 2"),
            await other.enter(session, ben, "phone"), await other.enter(session, ben, "phone")]  # fmt: skip
    assert [(found.people, found.is_news) for found in came] == [(1, True), (1, False), (2, True), (2, False)]
    went = [await one.leave(session, ada, "tab 1"), await one.leave(session, ada, "tab 1"),
            await one.leave(session, ben, "never there"), await other.leave(session, ada, "tab 2"),
            await other.leave(session, ben, "phone")]  # fmt: skip
    assert [found.people for found in went] == [2, 2, 2, 1, 0]
    assert [found.is_news for found in went] == [False, False, False, True, True]
    assert await connection.client.exists(f"{PREFIX}:{session}") == 0


async def test_leaving_before_joining_leaves_nothing_negative(connection: RedisConnection) -> None:
    (session, ada, _), presence = ids(), RedisPresence(connection)
    assert (await presence.leave(session, ada, "tab")).people == 0
    assert (await presence.enter(session, ada, "tab")).people == 1


async def test_those_whose_process_gave_no_sign_are_missed_once(connection: RedisConnection) -> None:
    (session, ada, ben), lives, died = ids(), RedisPresence(connection), RedisPresence(connection)
    await lives.enter(session, ada, "tab")
    await died.enter(session, ben, "tab")
    assert await lives.give_signs() == {}
    silent = {f"{ben}/tab": int(time.time() * 1_000) - PATIENCE_MS - 1}
    await connection.client.zadd(f"{PREFIX}:{session}", silent)
    lost = await lives.give_signs()
    assert {room: found.people for room, found in lost.items()} == {session: 1}
    assert await lives.give_signs() == {}
    assert await died.give_signs() == {}
    assert (await lives.enter(session, ada, "tab")).people == 2, "it was only slow, and is back with its next sign"


async def test_what_redis_forgot_is_known_again_after_the_next_sign(connection: RedisConnection) -> None:
    (session, ada, ben), presence = ids(), RedisPresence(connection)
    await presence.enter(session, ada, "tab")
    await connection.client.delete(f"{PREFIX}:{session}")
    assert await presence.give_signs() == {}
    assert (await RedisPresence(connection).enter(session, ben, "tab")).people == 2


async def test_without_redis_each_process_counts_its_own() -> None:
    session, ada, ben = ids()
    async with RedisConnection.opened(f"redis://127.0.0.1:{free_port()}/0") as away:
        presence = RedisPresence(away)
        came = [await presence.enter(session, *who) for who in ((ada, "1"), (ada, "2"), (ben, "3"))]
        assert [(found.people, found.is_news) for found in came] == [(1, True), (1, False), (2, True)]
        assert (await presence.leave(session, ben, "3")).is_news
        assert await presence.give_signs() == {}


async def test_a_broadcast_into_the_void_raises_nothing() -> None:
    broadcasts = RedisBroadcasts(f"redis://127.0.0.1:{free_port()}/0")
    session = a_session()
    for _ in range(20):
        await broadcasts.send(SessionState(session.id, session, datetime.now(UTC)))
    await broadcasts.aclose()


async def test_a_killed_process_leaves_no_ghost(stage: RealtimeHarness) -> None:
    port = free_port()
    environment = {**stage.environment, "HUSHROOM_PORT": str(port)}
    session = await stage.lives.running()
    seeker = await stage.in_room(session.seeker_id, session)
    with program("serve", environment) as other:
        url = f"http://127.0.0.1:{port}"
        other.wait_for("Uvicorn running")
        await stage.in_room(session.companion_user_id, session, url=url)
        assert (await seeker.hears("participant-joined"))["participantCount"] == 2
        os.kill(other.pid, signal.SIGKILL)

    async def noticed() -> bool:
        return ("participant-left", {"sessionId": str(session.id), "participantCount": 1}) in seeker.heard

    assert await until(noticed)
