"""The brakes on a real Redis, and without one."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.observability.request_context import ORIGIN, RequestOrigin
from hushroom_adapters.redis import RedisBrakes, RedisConnection
from hushroom_adapters.redis.brakes import network_of
from hushroom_domain.identity.ports import Braked

LIMITS = {Braked.PASSWORD: "10/hour", Braked.RESET_MAIL: "3/hour"}
HOME, AWAY = "192.0.2.7", "203.0.113.{}"


@contextmanager
def asked_from(address: str | None) -> Iterator[None]:
    token = ORIGIN.set(RequestOrigin(address))
    yield
    ORIGIN.reset(token)


@pytest.fixture(params=["shared", "alone"])
async def brakes(
    request: pytest.FixtureRequest, valkey: EmbeddedServer, unused_port: int
) -> AsyncIterator[RedisBrakes]:
    url = valkey.url if request.param == "shared" else f"redis://127.0.0.1:{unused_port}/0"
    async with RedisConnection.opened(url) as connection:
        yield RedisBrakes(connection, LIMITS)


@pytest.fixture
def subject() -> str:
    return str(uuid4())


async def guess(brakes: RedisBrakes, subject: str, address: str | None, times: int = 1) -> list[Any]:
    with asked_from(address):
        return [await brakes.take(Braked.PASSWORD, subject) for _ in range(times)]


async def test_guesses_from_thirty_addresses_are_guesses_at_one_account(brakes: RedisBrakes, subject: str) -> None:
    taken = [(await guess(brakes, subject, AWAY.format(number)))[0] for number in range(30)]
    assert taken == [True] * 10 + [False] * 20
    assert await guess(brakes, str(uuid4()), AWAY.format(1)) == [True]


async def test_the_owner_gets_in_from_home_while_others_guess(brakes: RedisBrakes, subject: str) -> None:
    with asked_from(HOME):
        assert await brakes.take(Braked.PASSWORD, subject)
        await brakes.release(Braked.PASSWORD, subject)
    assert sum(await guess(brakes, subject, AWAY.format(1), 20)) == 9
    for _ in range(3):
        assert await guess(brakes, subject, "192.0.2.200", 9) == [True] * 9
        with asked_from(HOME):
            await brakes.release(Braked.PASSWORD, subject)
    assert await guess(brakes, subject, HOME, 11) == [True] * 10 + [False]


async def test_an_owner_who_proves_it_elsewhere_gives_strangers_no_new_guesses(
    brakes: RedisBrakes, subject: str
) -> None:
    await guess(brakes, subject, AWAY.format(1), 10)
    with asked_from(HOME):
        await brakes.release(Braked.PASSWORD, subject)
    assert await guess(brakes, subject, AWAY.format(1)) == [False]
    assert await guess(brakes, subject, HOME) == [True]
    with asked_from(HOME):
        await brakes.clear(Braked.PASSWORD, subject)
    assert await guess(brakes, subject, AWAY.format(1)) == [True]


async def test_kinds_are_counted_apart(brakes: RedisBrakes, subject: str) -> None:
    assert [await brakes.take(Braked.RESET_MAIL, subject) for _ in range(4)] == [True] * 3 + [False]
    assert await guess(brakes, subject, None) == [True]


async def test_of_many_at_once_exactly_the_limit_is_taken(valkey: EmbeddedServer, subject: str) -> None:
    async with RedisConnection.opened(valkey.url) as one, RedisConnection.opened(valkey.url) as other:
        processes = [RedisBrakes(connection, LIMITS) for connection in (one, other)]
        taken = await asyncio.gather(*(each.take(Braked.PASSWORD, subject) for _ in range(20) for each in processes))
    assert sum(taken) == 10


async def test_redis_keeps_no_address_and_no_account(valkey: EmbeddedServer) -> None:
    async with RedisConnection.opened(valkey.url) as connection:
        brakes = RedisBrakes(connection, LIMITS)
        with asked_from(HOME):
            await brakes.take(Braked.PASSWORD, "nour@hushroom.test")
            await brakes.release(Braked.PASSWORD, "nour@hushroom.test")
        keys = b" ".join(await connection.client.keys("*"))
    assert b"nour" not in keys
    assert b"192.0.2" not in keys


async def test_switched_off_nothing_is_counted(valkey: EmbeddedServer, subject: str) -> None:
    async with RedisConnection.opened(valkey.url) as connection:
        brakes = RedisBrakes(connection, LIMITS, enabled=False)
        assert await guess(brakes, subject, HOME, 30) == [True] * 30


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.9", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        (None, ""),
    ],
)
def test_an_address_stands_for_its_network(address: str | None, network: str) -> None:
    assert network_of(address) == network
