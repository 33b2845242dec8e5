"""The candidates in the memory of a process follow the database, whatever happens to notifications."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import LiteralString

import psycopg
import pytest
from attrs import evolve, frozen

from hushroom_adapters.candidates.candidates import ColumnCandidates
from hushroom_adapters.memory import ManualClock
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.features import candidates
from hushroom_adapters.postgres.matching.candidate_source import READERS, PostgresCandidateSource
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.matching.model import CandidateSearch, Criteria, ScoredCandidate
from hushroom_domain.matching.policy import FAIRNESS_WINDOW
from hushroom_domain.matching.ports import Candidates
from hushroom_domain.matching.use_cases.find_companions import FindCompanions
from hushroom_domain.matching.use_cases.select_companion import SelectCompanion
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW
from tests.support.contracts.candidates import CandidatesContract
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import PostgresStorage, Storage
from tests.support.existing import existing
from tests.support.waiting import until

SEARCH = CandidateSearch(since=NOW - FAIRNESS_WINDOW)
NEVER = 86_400.0
MULTIPLY = """
    INSERT INTO companions (
        id, user_id, type, status, base_rate_minor, expert_premium_minor, currency, expertise_tags, tag_keys,
        certifications, identity_verified, payouts_enabled, charges_enabled, max_concurrent, drift_enforcement,
        is_online, folded_tags, total_sessions, success_rate, average_rating, reputation_score, is_offered, created_at,
        updated_at
    )
    SELECT
        gen_random_uuid(), gen_random_uuid(), type, status, base_rate_minor, expert_premium_minor, currency,
        expertise_tags, tag_keys, certifications, identity_verified, payouts_enabled, charges_enabled, max_concurrent,
        drift_enforcement, is_online, folded_tags, total_sessions, success_rate, average_rating, reputation_score,
        is_offered, created_at, updated_at
    FROM companions, generate_series(1, 2000) WHERE id = %s
"""
"""Copies one companion many times."""
ROUNDS, SESSIONS, TRIES_EACH = 10, 20, 5


@pytest.fixture
async def source(database: Database, database_url: str) -> AsyncIterator[PostgresCandidateSource]:
    source = PostgresCandidateSource(database, database_url, slice_rows=3)
    yield source
    await source.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def held(database: Database, source: PostgresCandidateSource, clock: ManualClock) -> ColumnCandidates:
    return ColumnCandidates(source, candidates(database), clock, NEVER)


@frozen
class Looking:
    """Looks for changes before each search, as a notification does."""

    held: ColumnCandidates

    async def best(self, search: CandidateSearch, limit: int) -> tuple[ScoredCandidate, ...]:
        await self.held.look()
        assert self.held.columns is not None
        return await self.held.best(search, limit)


@frozen
class Reading:
    """Reads all candidates before each search, as a process does at its start."""

    held: ColumnCandidates

    async def best(self, search: CandidateSearch, limit: int) -> tuple[ScoredCandidate, ...]:
        assert await self.held.read()
        return await self.held.best(search, limit)


class TestFollowing(CandidatesContract):
    """Runs the contract tests with columns that follow the changes."""

    @pytest.fixture
    async def kept(self, kept: PostgresStorage, held: ColumnCandidates) -> Storage:
        assert await held.read()
        return evolve(kept, candidates=Looking(held))


class TestReading(CandidatesContract):
    """Runs the contract tests with columns that are read whole, in slices."""

    @pytest.fixture
    def kept(self, kept: PostgresStorage, held: ColumnCandidates) -> Storage:
        return evolve(kept, candidates=Reading(held))


async def found(held: Candidates, search: CandidateSearch = SEARCH) -> list[CompanionId]:
    return [one.companion_id for one in await held.best(search, 100)]


async def saved(kept: Storage, companion: Companion) -> None:
    async with kept.begin() as work:
        await work.companions.save(companion)


def unnoticed(url: str, statement: LiteralString, *given: object) -> None:
    """Writes without triggers, so that the log of changes does not know of it."""
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement, given)


async def test_until_the_candidates_are_read_the_database_answers(kept: Storage, held: ColumnCandidates) -> None:
    companion = await kept.companion()
    assert held.columns is None
    assert await found(held) == [companion.id]
    async with held.kept_fresh():
        assert await until(lambda: is_read(held))
        assert await found(held) == [companion.id]


async def is_read(held: ColumnCandidates) -> bool:
    return held.columns is not None


async def test_of_all_processes_one_reads_at_a_time(kept: Storage, held: ColumnCandidates, database_url: str) -> None:
    await kept.companion()
    with psycopg.connect(database_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (READERS,))
        assert not await held.read()
        assert held.columns is None
    assert await held.read()


async def test_a_notification_is_enough(kept: Storage, held: ColumnCandidates) -> None:
    async with held.kept_fresh():
        assert await until(lambda: is_read(held))
        companion = await kept.companion(is_online=True)
        online = evolve(SEARCH, criteria=Criteria(online_only=True))

        async def is_found() -> bool:
            return await found(held, online) == [companion.id]

        assert await until(is_found)
        await saved(kept, evolve(companion, is_online=False))
        assert await until(lambda: is_gone(held, online))


async def is_gone(held: ColumnCandidates, search: CandidateSearch = SEARCH) -> bool:
    return await found(held, search) == []


async def test_a_search_after_a_change_knows_it_without_a_notification(kept: Storage, held: ColumnCandidates) -> None:
    session = await kept.session()
    assert await held.read()
    companion = await kept.companion(status=CompanionStatus.PENDING_REVIEW)
    for status, expected in ((CompanionStatus.APPROVED, [companion.id]), (CompanionStatus.SUSPENDED, [])):
        await saved(kept, evolve(companion, status=status))
        wanted = existing(await kept.asked.matching.wanted(session.id))
        assert await found(held, evolve(SEARCH, newest_change=wanted.newest_change)) == expected


async def test_a_transaction_that_commits_after_later_ones_is_not_missed(
    kept: Storage, held: ColumnCandidates, database_url: str
) -> None:
    early, late = await kept.companion(base_rate=Money(20_00)), await kept.companion(base_rate=Money(20_00))
    assert await held.read()
    cheap = evolve(SEARCH, criteria=Criteria(max_price=Money(15_00)))
    with psycopg.connect(database_url) as slow:
        slow.execute("UPDATE companions SET base_rate_minor = 1000 WHERE id = %s", (early.id,))
        await saved(kept, evolve(late, base_rate=Money(10_00)))
        await held.look()
        assert await found(held, cheap) == [late.id]
        slow.commit()
    await held.look()
    assert set(await found(held, cheap)) == {early.id, late.id}


async def test_languages_and_closed_accounts_are_changes(kept: Storage, held: ColumnCandidates) -> None:
    user = await kept.user()
    companion = await kept.companion(user)
    assert await held.read()
    french = evolve(SEARCH, criteria=Criteria(language="fr"))
    for languages, expected in ((["fr", "en"], [companion.id]), (["en"], [])):
        async with kept.begin() as work:
            await work.users.replace_languages(user.id, [spoken(user, one) for one in languages])
        await held.look()
        assert await found(held, french) == expected
    async with kept.begin() as work:
        await work.users.save(evolve(user, is_active=False))
    await held.look()
    assert await found(held) == []


async def test_a_process_that_missed_every_change_is_right_after_its_check(
    kept: Storage, held: ColumnCandidates, database_url: str
) -> None:
    cheaper, suspended, chosen, same = [await kept.companion() for _ in range(4)]
    assert await held.read()
    unnoticed(database_url, "UPDATE companions SET base_rate_minor = 1 WHERE id = %s", cheaper.id)
    unnoticed(database_url, "UPDATE companions SET is_offered = false WHERE id = %s", suspended.id)
    session = await kept.session(chosen)
    await held.look()
    unnoticed(database_url, "UPDATE sessions SET matched_at = NULL WHERE id = %s", session.id)
    new = await kept.companion()
    unnoticed(database_url, "DELETE FROM candidate_changes")
    await held.look()
    assert new.id not in await found(held)
    assert suspended.id in await found(held)
    assert await held.check() == 4
    assert await held.best(SEARCH, 9) == await kept.candidates.best(SEARCH, 9)
    assert set(await found(held)) == {cheaper.id, chosen.id, same.id, new.id}
    assert await held.check() == 0


async def test_a_check_finds_nothing_when_selections_have_left_the_window(
    kept: Storage, held: ColumnCandidates, clock: ManualClock
) -> None:
    companion = await kept.companion()
    for age in (timedelta(days=6), timedelta(days=2)):
        await kept.session(companion, matched_at=NOW - age)
    assert await held.read()
    for _ in range(4):
        search = CandidateSearch(since=clock.now() - FAIRNESS_WINDOW)
        assert await held.best(search, 9) == await kept.candidates.best(search, 9)
        assert await held.check() == 0
        clock.advance(timedelta(days=2))


async def test_after_a_change_of_many_all_are_read_again(
    kept: Storage, held: ColumnCandidates, database_url: str
) -> None:
    companion = await kept.companion()
    assert await held.read()
    unnoticed(database_url, "UPDATE companions SET base_rate_minor = 7")
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT candidates_changed(ARRAY(SELECT gen_random_uuid() FROM generate_series(1, 1001)))")
    cheap = evolve(SEARCH, criteria=Criteria(max_price=Money(7)))
    assert await found(held, cheap) == []
    await held.look()
    assert held.columns is None
    assert await found(held, cheap) == [companion.id]
    assert await held.read()
    assert await found(held, cheap) == [companion.id]


async def test_two_processes_agree(kept: Storage, database: Database, database_url: str) -> None:
    companions = [await kept.companion() for _ in range(5)]
    async with AsyncExitStack() as stack:
        both = []
        for _ in range(2):
            source = PostgresCandidateSource(database, database_url)
            stack.push_async_callback(source.close)
            both.append(ColumnCandidates(source, candidates(database), ManualClock(NOW), NEVER))
            await stack.enter_async_context(both[-1].kept_fresh())
        for number, companion in enumerate(companions):
            await saved(kept, evolve(companion, base_rate=Money(number + 1), expertise_tags=("tax",)))
            await kept.session(companion, matched_at=NOW)

        async def agree() -> bool:
            search = evolve(SEARCH, keywords=("tax",), criteria=Criteria(max_price=Money(100)))
            answers = [await one.best(search, 9) for one in both]
            is_whole = all(one.columns is not None for one in both)
            return is_whole and answers == [await kept.candidates.best(search, 9)] * 2

        assert await until(agree)


async def test_the_only_one_with_a_matching_tag_is_found_among_more_than_the_database_would_score(
    kept: Storage, held: ColumnCandidates, database_url: str
) -> None:
    only = await kept.companion(expertise_tags=("Beekeeping for beginners",))
    other = await kept.companion(is_online=True, expertise_tags=("yoga",))
    unnoticed(database_url, MULTIPLY, other.id)
    assert await held.read()
    search = evolve(SEARCH, keywords=("beekeeping",))
    assert (await found(held, search))[0] == only.id
    assert (await held.best(search, 1))[0].score.goal_match == 35


async def test_a_suspended_companion_is_never_offered_and_never_selected(
    kept: PostgresStorage, held: ColumnCandidates, clock: ManualClock
) -> None:
    # The columns never learn of the suspension: this is the second in between.
    stale = Unchanging(held)
    find = FindCompanions(clock, kept.asked.matching, stale, NoResults())
    select = SelectCompanion(kept.begin, clock)
    looking = await kept.session()
    selected = Counter[bool]()
    for _ in range(ROUNDS):
        companion = await kept.companion(max_concurrent=5)
        sessions = [await kept.session() for _ in range(SESSIONS)]
        assert await held.read()
        begun, suspended = asyncio.Event(), asyncio.Event()

        async def suspend(companion: Companion, begun: asyncio.Event, suspended: asyncio.Event) -> None:
            await begun.wait()
            await saved(kept, evolve(companion, status=CompanionStatus.SUSPENDED))
            suspended.set()

        async def attempt(
            companion: Companion, begun: asyncio.Event, suspended: asyncio.Event, session: Session
        ) -> None:
            was_suspended = suspended.is_set()
            offers = await find(FindCompanions.Command(user_id=looking.seeker_id, session_id=looking.id))
            assert not (was_suspended and companion.id in {match.card.companion.id for match in offers})
            was_suspended = suspended.is_set()
            command = SelectCompanion.Command(
                user_id=session.seeker_id, session_id=session.id, companion_id=companion.id
            )
            try:
                await select(command)
            except DomainError:
                selected[False] += 1
            else:
                assert not was_suspended
                selected[True] += 1
                begun.set()

        tries = [attempt(companion, begun, suspended, session) for session in sessions for _ in range(TRIES_EACH)]
        await asyncio.gather(*tries, suspend(companion, begun, suspended))
        assert companion.id in await found(stale)
    assert selected.total() == 1_000
    assert selected[True] > 0


@frozen
class Unchanging:
    """Answers from columns that never look."""

    held: ColumnCandidates

    async def best(self, search: CandidateSearch, limit: int) -> tuple[ScoredCandidate, ...]:
        return await self.held.best(evolve(search, newest_change=0), limit)


class NoResults:
    """Stores no results."""

    async def save(self, session_id: object, keywords: object, found: object, lifetime: object) -> None:
        """Stores nothing."""

    async def get(self, session_id: object, keywords: object) -> tuple[ScoredCandidate, ...]:  # noqa: ARG002 - see above
        return ()
