"""Match results in Redis: stored unchanged for their lifetime, and optional."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import structlog

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres.core.codec import JsonCodec
from hushroom_adapters.redis import RedisConnection, RedisMatchResults
from hushroom_domain.matching.model import ScoredCandidate
from hushroom_domain.matching.ports import MatchResults
from hushroom_domain.matching.rules.scorer import Factors, Score
from tests.support.builders import an_id
from tests.support.waiting import PATIENCE_SECONDS

SCORES = tuple[ScoredCandidate, ...]
MINUTE = timedelta(minutes=1)

KEYWORDS = ("tax", "return")


def results_in(connection: RedisConnection) -> RedisMatchResults:
    codec = JsonCodec()
    return RedisMatchResults(connection, lambda found: codec.dump(found, SCORES), lambda data: codec.load(data, SCORES))


@pytest.fixture
async def connection(valkey: EmbeddedServer) -> AsyncIterator[RedisConnection]:
    async with RedisConnection.opened(valkey.url, PATIENCE_SECONDS) as opened:
        yield opened


@pytest.fixture
def results(connection: RedisConnection) -> MatchResults:
    return results_in(connection)


def some_scores() -> tuple[ScoredCandidate, ...]:
    a_share = Factors(goal_match=1.0, reputation=0.4, fair_distribution=1 / 3, price_fit=0.5)
    scores = (
        Score(goal_match=35, reputation=12, fair_distribution=7, price_fit=8, exact=0.6212, factors=a_share),
        Score(goal_match=0, reputation=20, fair_distribution=7, price_fit=8, exact=1 / 3, factors=a_share),
    )
    return tuple(ScoredCandidate(an_id(), score) for score in scores)


async def test_what_was_saved_comes_back_as_it_was(results: MatchResults) -> None:
    session_id, found = an_id(), some_scores()
    await results.save(session_id, KEYWORDS, found, MINUTE)
    assert await results.get(session_id, KEYWORDS) == found


async def test_an_empty_result_is_a_result_that_is_empty(results: MatchResults) -> None:
    session_id = an_id()
    await results.save(session_id, KEYWORDS, some_scores(), MINUTE)
    await results.save(session_id, KEYWORDS, (), MINUTE)
    assert await results.get(session_id, KEYWORDS) == ()


async def test_each_session_has_its_own(results: MatchResults) -> None:
    await results.save(an_id(), KEYWORDS, some_scores(), MINUTE)
    assert await results.get(an_id(), KEYWORDS) == ()


@pytest.mark.parametrize("others", [(), ("tax",), ("return", "tax"), ("tax return",)])
async def test_a_result_ends_with_the_keywords_of_its_goal(results: MatchResults, others: tuple[str, ...]) -> None:
    session_id = an_id()
    await results.save(session_id, KEYWORDS, some_scores(), MINUTE)
    assert await results.get(session_id, others) == ()


async def test_what_is_no_longer_fresh_is_gone(results: MatchResults) -> None:
    session_id = an_id()
    await results.save(session_id, KEYWORDS, some_scores(), timedelta(milliseconds=50))
    await asyncio.sleep(0.1)
    assert await results.get(session_id, KEYWORDS) == ()


async def test_what_another_version_wrote_is_no_result(results: MatchResults, connection: RedisConnection) -> None:
    session_id = an_id()
    for written in (b"[{}]", b"nonsense", b"\xff", b'{"a": 1}'):
        await results.save(session_id, KEYWORDS, some_scores(), MINUTE)
        [key] = await connection.client.keys(f"hushroom:match-scores:{session_id}:*")
        await connection.client.set(key, written)
        assert await results.get(session_id, KEYWORDS) == ()


async def test_without_redis_nothing_is_remembered_and_nothing_fails(unused_port: int) -> None:
    async with RedisConnection.opened(f"redis://127.0.0.1:{unused_port}/0") as away:
        results, session_id = results_in(away), an_id()
        with structlog.testing.capture_logs():
            await results.save(session_id, KEYWORDS, some_scores(), MINUTE)
            assert await results.get(session_id, KEYWORDS) == ()
