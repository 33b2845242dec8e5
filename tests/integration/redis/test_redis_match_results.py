"""Match results in Redis: stored unchanged for their lifetime, and optional."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import structlog

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres.core.codec import JsonCodec
from hushroom_adapters.redis import RedisConnection, RedisMatchResults
from hushroom_domain.companions.model import CompanionTier, ReputationStats
from hushroom_domain.matching.model import Match
from hushroom_domain.matching.ports import MatchResults
from hushroom_domain.matching.rules.scorer import Factors, Score
from hushroom_domain.shared.money import Money
from tests.support.builders import a_card, a_companion, an_id

MATCHES = tuple[Match, ...]
MINUTE = timedelta(minutes=1)


def results_in(connection: RedisConnection) -> RedisMatchResults:
    codec = JsonCodec()
    return RedisMatchResults(
        connection, lambda matches: codec.dump(matches, MATCHES), lambda data: codec.load(data, MATCHES)
    )


@pytest.fixture
async def connection(valkey: EmbeddedServer) -> AsyncIterator[RedisConnection]:
    async with RedisConnection.opened(valkey.url) as opened:
        yield opened


@pytest.fixture
def results(connection: RedisConnection) -> MatchResults:
    return results_in(connection)


def some_matches() -> tuple[Match, ...]:
    stats = ReputationStats(total_sessions=7, success_rate=85.7, average_rating=4.5, reputation_score=1.55)
    companions = (
        a_companion(type=CompanionTier.EXPERT, expert_premium=Money(5_00), expertise_tags=("écriture", "focus")),
        a_companion(bio="Ruhig und klar", stats=stats),
    )
    a_share = Factors(goal_match=1.0, reputation=0.4, fair_distribution=1 / 3, price_fit=0.5)
    scores = (
        Score(goal_match=35, reputation=12, fair_distribution=7, price_fit=8, exact=0.6212, factors=a_share),
        Score(goal_match=0, reputation=20, fair_distribution=7, price_fit=8, exact=1 / 3, factors=a_share),
    )
    cards = (a_card(companion, display_name="Kim") for companion in companions)
    return tuple(Match(card, score) for card, score in zip(cards, scores, strict=True))


async def test_what_was_saved_comes_back_as_it_was(results: MatchResults) -> None:
    session_id, matches = an_id(), some_matches()
    await results.save(session_id, matches, MINUTE)
    assert await results.get(session_id) == matches


async def test_an_empty_result_is_a_result_that_is_empty(results: MatchResults) -> None:
    session_id = an_id()
    await results.save(session_id, some_matches(), MINUTE)
    await results.save(session_id, (), MINUTE)
    assert await results.get(session_id) == ()


async def test_each_session_has_its_own(results: MatchResults) -> None:
    await results.save(an_id(), some_matches(), MINUTE)
    assert await results.get(an_id()) == ()


async def test_what_is_no_longer_fresh_is_gone(results: MatchResults) -> None:
    session_id = an_id()
    await results.save(session_id, some_matches(), timedelta(milliseconds=50))
    await asyncio.sleep(0.1)
    assert await results.get(session_id) == ()


async def test_what_another_version_wrote_is_no_result(results: MatchResults, connection: RedisConnection) -> None:
    session_id = an_id()
    for written in (b"[{}]", b"nonsense", b"\xff", b'{"a": 1}'):
        await connection.client.set(f"hushroom:matches:{session_id}", written)
        assert await results.get(session_id) == ()


async def test_without_redis_nothing_is_remembered_and_nothing_fails(unused_port: int) -> None:
    async with RedisConnection.opened(f"redis://127.0.0.1:{unused_port}/0") as away:
        results, session_id = results_in(away), an_id()
        with structlog.testing.capture_logs():
            await results.save(session_id, some_matches(), MINUTE)
            assert await results.get(session_id) == ()
