"""Rate limits on a real Redis, and without one."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import structlog

from hushroom_adapters.local.embedded import EmbeddedServer, embedded_valkey
from hushroom_adapters.local.embedded.server import free_port
from hushroom_adapters.redis import RateLimits, RedisConnection
from hushroom_adapters.redis.connection import Circuit
from tests.support.existing import existing
from tests.support.servers import passable_folder
from tests.support.waiting import PATIENCE_SECONDS

LIMITS = {"overall": "60/minute", "login": "10/minute", "quick": "3/second"}


@pytest.fixture
async def connection(valkey: EmbeddedServer) -> AsyncIterator[RedisConnection]:
    async with RedisConnection.opened(valkey.url, PATIENCE_SECONDS) as opened:
        yield opened


@pytest.fixture
def limits(connection: RedisConnection) -> RateLimits:
    return RateLimits(connection, LIMITS)


@pytest.fixture
def client() -> str:
    """Returns an address that no other test uses."""
    return str(uuid4())


@pytest.fixture
async def alone(unused_port: int) -> AsyncIterator[RateLimits]:
    """Opens rate limits whose Redis is unreachable."""
    async with RedisConnection.opened(f"redis://127.0.0.1:{unused_port}/0") as away:
        yield RateLimits(away, LIMITS)


async def test_as_many_as_the_limit_are_allowed_and_told_what_is_left(limits: RateLimits, client: str) -> None:
    verdicts = [await limits.hit("login", client) for _ in range(12)]
    assert [existing(verdict).allowed for verdict in verdicts] == [True] * 10 + [False] * 2
    assert [existing(verdict).remaining for verdict in verdicts] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]
    assert {(existing(verdict).limit, existing(verdict).window_seconds) for verdict in verdicts} == {(10, 60)}
    assert all(0 < existing(verdict).reset_seconds <= 60 for verdict in verdicts)


async def test_of_many_at_once_exactly_the_limit_is_allowed(
    limits: RateLimits, valkey: EmbeddedServer, client: str
) -> None:
    async with RedisConnection.opened(valkey.url, PATIENCE_SECONDS) as other_process:
        others = RateLimits(other_process, LIMITS)
        verdicts = await asyncio.gather(*(each.hit("login", client) for _ in range(20) for each in (limits, others)))
    assert sum(existing(verdict).allowed for verdict in verdicts) == 10


async def test_scopes_and_clients_are_counted_apart(limits: RateLimits, client: str) -> None:
    for _ in range(11):
        await limits.hit("login", client)
    assert existing(await limits.hit("overall", client)).allowed
    assert existing(await limits.hit("login", f"{client}.2")).allowed


async def test_the_window_moves_on(limits: RateLimits, client: str) -> None:
    for _ in range(3):
        await limits.hit("quick", client)
    refused = existing(await limits.hit("quick", client))
    assert (refused.allowed, refused.reset_seconds) == (False, 1)
    await asyncio.sleep(1.05)
    assert existing(await limits.hit("quick", client)).allowed


async def test_limits_that_are_off_say_nothing(connection: RedisConnection, client: str) -> None:
    limits = RateLimits(connection, LIMITS, enabled=False)
    assert await limits.hit("login", client) is None


async def test_without_redis_the_process_counts_for_itself(alone: RateLimits, client: str) -> None:
    verdicts = [await alone.hit("login", client) for _ in range(12)]
    assert [existing(verdict).allowed for verdict in verdicts] == [True] * 10 + [False] * 2


async def test_that_redis_is_away_is_said_once(alone: RateLimits, client: str) -> None:
    with structlog.testing.capture_logs() as lines:
        await alone.hit("overall", client)
        for _ in range(50):
            await alone.hit("overall", client)
    assert [line["event"] for line in lines] == ["redis is away"]


@pytest.mark.parametrize("hangs", [True, False])
async def test_a_redis_in_trouble_is_asked_by_one_request_and_costs_the_others_nothing(
    client: str, *, hangs: bool
) -> None:
    asked = []

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(reader)
        if hangs:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with RedisConnection.opened(f"redis://127.0.0.1:{port}/0") as connection:
        limits = RateLimits(RedisConnection(connection.client, Circuit(rest_seconds=3_600.0)), LIMITS)
        await limits.hit("overall", client)
        at_first = len(asked)
        for _ in range(20):
            await limits.hit("overall", client)
        assert (at_first > 0, len(asked)) == (True, at_first)
    server.close()


async def test_a_redis_that_goes_and_comes_back_counts_again(client: str) -> None:
    port = free_port(0)
    with passable_folder() as folder:
        with embedded_valkey(folder / "valkey", port, durable=False) as server:
            url = server.url
        async with RedisConnection.opened(url) as opened:
            limits = RateLimits(RedisConnection(opened.client, Circuit(rest_seconds=0.0)), LIMITS)
            with embedded_valkey(folder / "valkey", port, durable=False):
                assert existing(await limits.hit("login", client)).remaining == 9
                assert existing(await limits.hit("login", client)).remaining == 8
            assert existing(await limits.hit("login", client)).remaining == 9  # counted here
            with embedded_valkey(folder / "valkey", port, durable=False):
                assert (
                    existing(await limits.hit("login", client))
                ).remaining == 9  # counted there, after a loss of all data
                assert existing(await limits.hit("login", client)).remaining == 8


def test_a_broken_circuit_lets_one_look_after_each_rest() -> None:
    at = [0.0]
    circuit = Circuit(rest_seconds=3.0, now=lambda: at[0])
    assert circuit.lets_through()
    assert (circuit.failed(), circuit.failed()) == (True, False)
    assert not circuit.lets_through()
    at[0] = 3.0
    assert [circuit.lets_through() for _ in range(3)] == [True, False, False]
    at[0] = 6.0
    assert circuit.lets_through()
    assert (circuit.succeeded(), circuit.succeeded()) == (True, False)
    assert all(circuit.lets_through() for _ in range(3))
