"""The brakes on a real Redis, and without one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.redis import RedisBrakes, RedisConnection
from hushroom_domain.identity.model import ProofAttempt
from hushroom_domain.identity.policy import KNOWN_NETWORKS_FOR
from hushroom_domain.identity.ports import Braked
from hushroom_domain.identity.rules.networks import network_of
from hushroom_domain.shared.ids import FamilyId
from tests.support.builders import NOW
from tests.support.waiting import PATIENCE_SECONDS

LIMITS = {**dict.fromkeys(Braked, "10/hour"), Braked.RESET_MAIL: "3/hour"}
HOME, AWAY = "192.0.2.7", "203.0.113.{}"


def an_attempt(
    subject: str, address: str | None, *, device: FamilyId | None = None, changed_at: datetime | None = None
) -> ProofAttempt:
    return ProofAttempt(
        id=uuid4(),
        subject=subject,
        user_id=None,
        changed_at=changed_at,
        network=network_of(address) if address else None,
        device_id=device,
        at=NOW,
    )


@pytest.fixture(params=["shared", "alone"])
async def brakes(
    request: pytest.FixtureRequest, valkey: EmbeddedServer, unused_port: int
) -> AsyncIterator[RedisBrakes]:
    url = valkey.url if request.param == "shared" else f"redis://127.0.0.1:{unused_port}/0"
    async with RedisConnection.opened(url, PATIENCE_SECONDS) as connection:
        yield RedisBrakes(connection, LIMITS)


@pytest.fixture
def subject() -> str:
    return str(uuid4())


async def guess(brakes: RedisBrakes, subject: str, address: str | None, times: int = 1) -> list[bool]:
    return [(await brakes.take(Braked.PASSWORD, an_attempt(subject, address))).is_allowed for _ in range(times)]


async def sign_in(brakes: RedisBrakes, subject: str, address: str | None) -> None:
    attempt = an_attempt(subject, address)
    assert (await brakes.take(Braked.PASSWORD, attempt)).is_allowed
    await brakes.prove(Braked.PASSWORD, attempt)


async def test_guesses_from_thirty_addresses_are_guesses_at_one_account(brakes: RedisBrakes, subject: str) -> None:
    taken = [(await guess(brakes, subject, AWAY.format(number)))[0] for number in range(30)]
    assert taken == [True] * 10 + [False] * 20
    assert await guess(brakes, str(uuid4()), AWAY.format(1)) == [True]


async def test_the_last_attempt_is_named_and_the_next_one_says_when_to_come_back(
    brakes: RedisBrakes, subject: str
) -> None:
    verdicts = [await brakes.take(Braked.PASSWORD, an_attempt(subject, AWAY.format(1))) for _ in range(11)]
    assert [one.is_last for one in verdicts] == [False] * 9 + [True, False]
    assert [one.retry_after_seconds for one in verdicts[:10]] == [None] * 10
    assert 3_590 < (verdicts[10].retry_after_seconds or 0) <= 3_600


async def test_the_owner_gets_in_from_home_while_others_guess(brakes: RedisBrakes, subject: str) -> None:
    await sign_in(brakes, subject, HOME)
    assert sum(await guess(brakes, subject, AWAY.format(1), 20)) == 10, "a right password is no failure"
    for _ in range(3):
        assert await guess(brakes, subject, "192.0.2.200", 9) == [True] * 9
        await sign_in(brakes, subject, HOME)
    assert await guess(brakes, subject, HOME, 11) == [True] * 10 + [False]


async def test_a_known_device_has_a_count_of_its_own_anywhere(brakes: RedisBrakes, subject: str) -> None:
    await guess(brakes, subject, AWAY.format(1), 20)
    device = FamilyId(uuid4())
    tried = [await brakes.take(Braked.PASSWORD, an_attempt(subject, AWAY.format(1), device=device)) for _ in range(11)]
    assert [one.is_allowed for one in tried] == [True] * 10 + [False]
    await brakes.prove(Braked.PASSWORD, an_attempt(subject, AWAY.format(2), device=device))
    again = await brakes.take(Braked.PASSWORD, an_attempt(subject, AWAY.format(1), device=device))
    assert again.is_allowed


async def test_an_owner_who_proves_it_elsewhere_gives_strangers_no_new_guesses(
    brakes: RedisBrakes, subject: str
) -> None:
    await guess(brakes, subject, AWAY.format(1), 10)
    await brakes.prove(Braked.PASSWORD, an_attempt(subject, HOME))
    assert await guess(brakes, subject, AWAY.format(1)) == [False]
    assert await guess(brakes, subject, HOME) == [True]
    await brakes.clear(Braked.PASSWORD, subject)
    assert await guess(brakes, subject, AWAY.format(1)) == [True]


async def test_a_network_is_known_since_the_last_change_of_credentials(brakes: RedisBrakes, subject: str) -> None:
    await sign_in(brakes, subject, HOME)
    await guess(brakes, subject, AWAY.format(1), 20)
    same = an_attempt(subject, HOME, changed_at=NOW)
    later = an_attempt(subject, HOME, changed_at=NOW + timedelta(seconds=1))
    assert (await brakes.take(Braked.PASSWORD, same)).is_allowed
    assert not (await brakes.take(Braked.PASSWORD, later)).is_allowed


async def test_clients_without_an_address_are_never_known(brakes: RedisBrakes, subject: str) -> None:
    await sign_in(brakes, subject, None)
    assert await guess(brakes, subject, None, 11) == [True] * 10 + [False]


async def test_kinds_are_counted_apart(brakes: RedisBrakes, subject: str) -> None:
    attempts = [an_attempt(subject, None) for _ in range(4)]
    taken = [(await brakes.take(Braked.RESET_MAIL, one)).is_allowed for one in attempts]
    assert taken == [True] * 3 + [False]
    assert await guess(brakes, subject, None) == [True]
    assert (await brakes.take(Braked.RECOVERY_CODE, an_attempt(subject, None))).is_allowed


async def test_of_many_at_once_exactly_the_limit_is_taken(valkey: EmbeddedServer, subject: str) -> None:
    async with (
        RedisConnection.opened(valkey.url, PATIENCE_SECONDS) as one,
        RedisConnection.opened(valkey.url, PATIENCE_SECONDS) as other,
    ):
        processes = [RedisBrakes(connection, LIMITS) for connection in (one, other)]
        taken = await asyncio.gather(
            *(each.take(Braked.PASSWORD, an_attempt(subject, HOME)) for _ in range(20) for each in processes)
        )
    assert sum(verdict.is_allowed for verdict in taken) == 10


async def test_redis_keeps_no_address_and_no_account(valkey: EmbeddedServer) -> None:
    async with RedisConnection.opened(valkey.url, PATIENCE_SECONDS) as connection:
        brakes = RedisBrakes(connection, LIMITS)
        await sign_in(brakes, "nour@hushroom.test", HOME)
        await guess(brakes, "nour@hushroom.test", HOME)
        keys = b" ".join(await connection.client.keys("*"))
    assert b"nour" not in keys
    assert b"192.0.2" not in keys


async def test_what_redis_keeps_ends_by_itself(valkey: EmbeddedServer, subject: str) -> None:
    async with RedisConnection.opened(valkey.url, PATIENCE_SECONDS) as connection:
        before = set(await connection.client.keys("hushroom:*"))
        brakes = RedisBrakes(connection, LIMITS)
        await sign_in(brakes, subject, HOME)
        await guess(brakes, subject, AWAY.format(1))
        kept = [await connection.client.ttl(key) for key in set(await connection.client.keys("hushroom:*")) - before]
    assert len(kept) == 2
    assert all(0 < seconds <= KNOWN_NETWORKS_FOR.total_seconds() for seconds in kept)


async def test_switched_off_nothing_is_counted(valkey: EmbeddedServer, subject: str) -> None:
    async with RedisConnection.opened(valkey.url, PATIENCE_SECONDS) as connection:
        brakes = RedisBrakes(connection, LIMITS, enabled=False)
        assert await guess(brakes, subject, HOME, 30) == [True] * 30


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.9", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
    ],
)
def test_an_address_stands_for_its_network(address: str, network: str) -> None:
    assert network_of(address) == network
