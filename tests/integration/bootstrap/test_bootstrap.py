"""The platform opens with and without its services, and reports their health."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import psycopg
import pytest
import structlog

from hushroom_adapters.bootstrap import open_application
from hushroom_adapters.bootstrap.health import Probe
from hushroom_adapters.candidates.candidates import ColumnCandidates
from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.settings import read_settings
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.matching.use_cases.find_companions import FindCompanions
from hushroom_domain.sessions.use_cases.book_session import BookSession
from hushroom_domain.shared.errors import Unavailable
from tests.support.builders import an_id
from tests.support.databases import fresh_database
from tests.support.platforms import SessionDriver, an_environment
from tests.support.servers import LiveKitPeer, MailboxPeer, StripePeer
from tests.support.waiting import until

NOBODY = "postgresql://nobody@127.0.0.1:9/nothing"
EVERYTHING = {"database", "migrations", "redis", "effects", "disk", "stripe", "livekit", "mail"}


@pytest.fixture(autouse=True)
def log() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


async def test_it_opens_when_nothing_answers_and_says_so() -> None:
    environment = an_environment(NOBODY, "redis://127.0.0.1:9/0")
    async with open_application(read_settings(environment)) as platform:
        assert (await platform.health.database(), await platform.health.redis()) == (False, False)
        assert await platform.health.ready() == {"database": False, "migrations": False}
        assert await platform.health.dependencies() == dict.fromkeys(EVERYTHING, False)
        with pytest.raises(Unavailable):
            await platform.queries.users.profile(an_id())


async def test_it_says_when_all_is_well(
    database_url: str,
    valkey: EmbeddedServer,
    local_stripe: StripePeer,
    local_livekit: LiveKitPeer,
    mailbox: MailboxPeer,
) -> None:
    parts = {"STRIPE_API_BASE": local_stripe.url, "LIVEKIT_URL": local_livekit.url, "SMTP_URL": mailbox.smtp}
    async with open_application(read_settings(an_environment(database_url, valkey.url, **parts))) as platform:
        assert (await platform.health.database(), await platform.health.redis()) == (True, True)
        assert await platform.health.ready() == {"database": True, "migrations": True}
        assert await platform.health.dependencies() == dict.fromkeys(EVERYTHING, True)


async def test_a_database_that_took_no_migration_is_not_ready(postgres: EmbeddedServer, valkey: EmbeddedServer) -> None:
    with fresh_database(postgres) as url:
        async with open_application(read_settings(an_environment(url, valkey.url))) as platform:
            assert await platform.health.ready() == {"database": True, "migrations": False}


async def test_each_lane_is_late_by_its_own_limit(database_url: str, valkey: EmbeddedServer) -> None:
    with psycopg.connect(database_url, autocommit=True) as rows:
        rows.execute("""
            INSERT INTO outbox (event, reaction, lane, payload, attempts, due_at, next_at, created_at)
            SELECT 'a.b', 'c', lane, '{}', 0, at, at, at
            FROM (SELECT now() - interval '2 minutes' AS at) AS late, unnest(ARRAY['money', 'rooms', 'mail']) AS lane
        """)
    async with open_application(read_settings(an_environment(database_url, valkey.url))) as platform:
        found = await platform.health.tolerated()
    lanes = {name: is_well for name, is_well in found.items() if name.startswith("effects")}
    assert lanes == {
        "effects": False,
        "effects.money": False,
        "effects.realtime": True,
        "effects.rooms": False,
        "effects.mail": True,
        "effects.push": True,
        "effects.bulk": True,
    }


async def test_effects_that_are_late_are_noticed(database_url: str, valkey: EmbeddedServer, log: list[Any]) -> None:
    with psycopg.connect(database_url, autocommit=True) as rows:
        rows.execute("""
            INSERT INTO outbox (event, reaction, payload, attempts, due_at, next_at, created_at)
            SELECT 'a.b', 'c', '{}', 0, at, at, at FROM (SELECT now() - interval '2 minutes' AS at) AS late
        """)
    async with open_application(read_settings(an_environment(database_url, valkey.url))) as platform:
        found = await platform.health.dependencies()
    assert (found["database"], found["effects"]) == (True, False)
    assert any("effects wait, the oldest of money for 12" in line.get("reason", "") for line in log)


async def test_those_who_ask_at_once_share_one_look_while_it_is_fresh() -> None:
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0.01)

    probe = Probe("something", look, fresh_seconds=3_600.0)
    assert await asyncio.gather(*(probe.is_well() for _ in range(20))) == [True] * 20
    assert looks == 1
    stale = Probe("something", look, fresh_seconds=0.0)
    assert [await stale.is_well() for _ in range(2)] == [True, True]
    assert looks == 3


@pytest.mark.parametrize("kept_in", ["memory", "database"])
async def test_a_companion_is_found_as_soon_as_it_is_approved(
    database_url: str, valkey: EmbeddedServer, kept_in: str
) -> None:
    environment = an_environment(database_url, valkey.url, HUSHROOM_CANDIDATES=kept_in)
    async with open_application(read_settings(environment)) as platform, AsyncExitStack() as stack:
        assert (platform.candidates is None) == (kept_in == "database")
        if platform.candidates is not None:
            candidates = platform.candidates
            await stack.enter_async_context(candidates.kept_fresh())
            assert await until(lambda: _are_read(candidates))
        driver = SessionDriver(platform.application, platform.queries)
        seeker = await driver.user()
        book = BookSession.Command(seeker_id=seeker.id, type=SessionType.FOCUS, planned_minutes=30)
        session = await platform.application.sessions.book(book)
        companion = await driver.companion()
        find = FindCompanions.Command(user_id=seeker.id, session_id=session.id)
        (match,) = await platform.application.matching.find(find)
        assert match.card.companion == companion
        assert await platform.application.matching.results(session.id, seeker.id) == (match,)


async def _are_read(candidates: ColumnCandidates) -> bool:
    return candidates.columns is not None
