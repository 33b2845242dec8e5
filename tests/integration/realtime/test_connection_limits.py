"""The limit of connections for one user over all processes."""

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import socketio

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.local.embedded.server import free_port
from hushroom_adapters.redis import RedisConnection, RedisSockets
from hushroom_adapters.redis.presence import PATIENCE_MS
from hushroom_adapters.redis.sockets import PREFIX
from hushroom_domain.shared.ids import UserId
from tests.integration.realtime.harness import DRIFT, SESSIONS, RealtimeHarness, served
from tests.support.waiting import PATIENCE_SECONDS, until

REFUSED = "You have as many realtime connections as one person may: close one first"


@pytest.fixture
async def connection(valkey: EmbeddedServer) -> AsyncIterator[RedisConnection]:
    async with RedisConnection.opened(valkey.url, PATIENCE_SECONDS) as opened:
        yield opened


async def test_connections_are_counted_over_all_processes(connection: RedisConnection) -> None:
    ada, ben, one, other = UserId(uuid4()), UserId(uuid4()), RedisSockets(connection, 3), RedisSockets(connection, 3)
    taken = await asyncio.gather(*(each.take(ada, str(uuid4())) for _ in range(5) for each in (one, other)))
    assert sum(taken) == 3
    assert await one.take(ben, "tab")


async def test_a_connection_that_is_there_takes_no_second_place_and_gives_its_own_back_once(
    connection: RedisConnection,
) -> None:
    ada, sockets = UserId(uuid4()), RedisSockets(connection, 2)
    assert [await sockets.take(ada, name) for name in ("1", "1", "2", "1", "3")] == [True, True, True, True, False]
    for _ in range(2):
        await sockets.release(ada, "1")
        await sockets.release(ada, "never there")
    assert [await sockets.take(ada, name) for name in ("3", "4")] == [True, False]


async def test_those_whose_process_died_are_not_counted_for_long(connection: RedisConnection) -> None:
    ada, lives, died = UserId(uuid4()), RedisSockets(connection, 2), RedisSockets(connection, 2)
    assert await lives.take(ada, "lives")
    assert await died.take(ada, "died")
    assert not await lives.take(ada, "new")
    long_ago = int(time.time() * 1_000) - PATIENCE_MS - 1
    await connection.client.zadd(f"{PREFIX}:{ada}", {"died": long_ago, "lives": long_ago})
    await lives.give_signs()
    assert [await lives.take(ada, name) for name in ("new", "newer")] == [True, False]


async def test_without_redis_each_process_counts_for_itself() -> None:
    async with RedisConnection.opened(f"redis://127.0.0.1:{free_port(0)}/0") as away:
        ada, one, other = UserId(uuid4()), RedisSockets(away, 2), RedisSockets(away, 2)
        assert [await one.take(ada, name) for name in "123"] == [True, True, False]
        await one.release(ada, "1")
        await one.give_signs()
        assert await one.take(ada, "3")
        assert await other.take(ada, "4")


async def test_a_connection_that_asks_twice_at_once_gets_no_place_by_its_own_question(
    connection: RedisConnection,
) -> None:
    ada, sockets = UserId(uuid4()), RedisSockets(connection, 1)
    async with RedisConnection.opened(f"redis://127.0.0.1:{free_port(0)}/0") as away:
        for counting in (sockets, RedisSockets(away, 1)):
            assert await asyncio.gather(*(counting.take(ada, "1") for _ in range(2))) == [True, True]
            assert await asyncio.gather(*(counting.take(ada, "2") for _ in range(2))) == [False, False]
            await counting.release(ada, "1")
            assert await asyncio.gather(*(counting.take(ada, "2") for _ in range(2))) == [True, True]


async def test_a_connection_gives_no_sign_before_it_has_a_place(connection: RedisConnection) -> None:
    ada, sockets = UserId(uuid4()), RedisSockets(connection, 1)
    assert await sockets.take(ada, "1")
    asked, _ = await asyncio.gather(sockets.take(ada, "2"), sockets.give_signs())
    assert not asked
    assert await connection.client.zscore(f"{PREFIX}:{ada}", "2") is None


async def test_without_a_limit_nothing_is_counted(connection: RedisConnection) -> None:
    ada, sockets = UserId(uuid4()), RedisSockets(connection, None)
    assert all([await sockets.take(ada, str(number)) for number in range(30)])
    assert await connection.client.exists(f"{PREFIX}:{ada}") == 0


async def test_the_eleventh_connection_is_refused_until_another_ends_in_whichever_process(
    stage: RealtimeHarness,
) -> None:
    user, other = await stage.lives.user(), await stage.lives.user()
    async with served(stage.environment) as second:
        ears = [await stage.ear(user.id, (SESSIONS, DRIFT)[n % 2], url=(stage.url, second)[n % 2]) for n in range(10)]
        for ear in ears:
            await ear.send("(are you there?)")
            await ear.refused("(are you there?)")
        refused = await stage.ear(user.id)
        assert await refused.refused("connect") == REFUSED
        await stage.ear(other.id)
        await ears[1].close()

        async def is_let_in() -> bool:
            ear = await stage.ear(user.id)
            await ear.send("(are you there?)")
            return bool((await ear.hears("error"))["event"] == "(are you there?)")

        assert await until(is_let_in)


async def test_a_connection_to_both_namespaces_is_one(stage: RealtimeHarness) -> None:
    user = await stage.lives.user()
    client = socketio.AsyncClient(reconnection=False, handle_sigint=False)
    token = await stage.token(user.id)
    await client.connect(stage.url, auth={"token": token}, namespaces=[SESSIONS, DRIFT], transports=["websocket"])
    key, redis = f"{PREFIX}:{user.id}", stage.environment["REDIS_URL"]
    async with RedisConnection.opened(redis) as connection:

        async def counted(count: int) -> bool:
            return bool(await connection.client.zcard(key) == count)

        assert await until(lambda: counted(1))
        await client.emit("leave-session", {}, namespace=DRIFT)
        assert await counted(1)
        await client.disconnect()
        assert await until(lambda: counted(0))
