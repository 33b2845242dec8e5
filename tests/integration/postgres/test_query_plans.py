"""The cost of every list in a hundred thousand rows, in visited rows and pages instead of time.

The plans are those of the program's own statements, custom and, where the driver prepares them, generic.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from hashlib import md5
from typing import Any

import pytest
from attrs import evolve, frozen

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres.matching.candidates import MAX_CANDIDATES
from hushroom_domain.administration.model import RatingSearch
from hushroom_domain.administration.queries import AuditSearch, UserSearch
from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.companions.queries import CompanionSearch
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import UserRole
from hushroom_domain.matching.model import CandidateSearch, Criteria
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.queries import SessionScope
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.paging import COUNT_LIMIT, EXACT_LIMIT, Page, Slice, Window
from hushroom_domain.shared.participants import ParticipantRole
from tests.support.builders import NOW, an_id
from tests.support.contracts.storage import PostgresStorage, postgres_storage
from tests.support.databases import fresh_database, opened
from tests.support.large_dataset import SIZE, LargeDataset, fill
from tests.support.plans import Plan, RecordingDatabase, explained

FIRST = Window(take=20)
DEEP = 80_000
WEEK_AGO = NOW - timedelta(days=7)
Look = Callable[[PostgresStorage, LargeDataset, Window], Awaitable[Any]]


@frozen
class Cost:
    """The maximum cost of a query: visited rows of tables and indexes, and pages of 8 kB."""

    visited: int
    buffers: int


PAGE = Cost(visited=400, buffers=1_000)
"""The cost of a page and its related rows, at every position."""
SOME = Cost(visited=1_000, buffers=1_000)
"""The cost of a search with a hundred results."""
COUNTED = Cost(visited=2 * COUNT_LIMIT + 500, buffers=2_000)
"""The cost of a search that counts or collects the maximum number of matches."""
RATED = Cost(visited=3 * COUNT_LIMIT + 500, buffers=5 * COUNT_LIMIT)
"""The same cost where the rows are ratings of one person, which are looked up in the table."""
BOUNDED = Cost(visited=2 * EXACT_LIMIT + 3_500, buffers=4_000)
"""The cost of a search that gathers as many matches as it counts exactly, finds its page ahead and takes a sample."""
AHEAD = Cost(visited=1_000 + PAGE.visited, buffers=1_000 + PAGE.buffers)
"""The cost of a search by a rare word, for which the first rows of the order are looked through in vain."""
ESTIMATED = Cost(visited=3_500, buffers=4_000)
"""The cost of a search by words that finds its page ahead and takes a sample, and gathers nothing."""
LOOKED_UP = Cost(visited=4 * EXACT_LIMIT + 5_500, buffers=48_000)
"""The same cost where each row is looked up by key in another table."""
PASSED = Cost(visited=SIZE + 3 * EXACT_LIMIT, buffers=2_000)
"""The cost of reading all offered companions from one index."""


def name_of(number: int) -> str:
    """Returns a word that occurs in the names of one user and one companion."""
    return md5(f"name{number}".encode(), usedforsecurity=False).hexdigest()


def search(**about: Any) -> Look:
    return lambda v, _, window: v.queries.companions.search(CompanionSearch(**about), window)


def users(words: str | None) -> Look:
    return lambda v, _, window: v.queries.admin.users(window, UserSearch(words))


def ratings(**about: Any) -> Look:
    return lambda v, _, window: v.queries.admin.ratings(window, RatingSearch(**about))


def summaries_of(scope: SessionScope | None = None) -> Look:
    return lambda v, house, window: v.queries.sessions.summaries(house.seeker_id, ParticipantRole.SEEKER, scope, window)


def sessions_of(role: ParticipantRole, status: SessionStatus | None = None) -> Look:
    def look(v: PostgresStorage, house: LargeDataset, window: Window) -> Awaitable[Any]:
        user_id = house.seeker_id if role is ParticipantRole.SEEKER else house.companion_user_id
        return v.queries.sessions.of_user(user_id, role, status, window)

    return look


LISTS: dict[str, tuple[Look, Cost]] = {
    "my sessions": (sessions_of(ParticipantRole.SEEKER), PAGE),
    "sessions that I serve": (sessions_of(ParticipantRole.COMPANION), PAGE),
    "sessions that I serve, done": (sessions_of(ParticipantRole.COMPANION, SessionStatus.COMPLETED), PAGE),
    "sessions that I serve, of a status that none has": (
        sessions_of(ParticipantRole.COMPANION, SessionStatus.READY),
        PAGE,
    ),
    "summaries of my sessions": (summaries_of(), PAGE),
    "summaries of my sessions that are over": (summaries_of(SessionScope.OVER), PAGE),
    "summaries of my open sessions": (summaries_of(SessionScope.OPEN), PAGE),
    "my payments": (lambda v, house, window: v.queries.payments.of_user(house.seeker_id, window), PAGE),
    "ratings of a companion": (
        lambda v, house, window: v.queries.ratings.of_companion(house.companion_id, window),
        RATED,
    ),
    "companions": (search(), BOUNDED),
    "companions who are away": (search(is_online=False), BOUNDED),
    "companions with a rare tag": (search(expertise_tag="tag7"), PAGE),
    "companions with a tag that all have": (search(expertise_tag="common"), BOUNDED),
    "companions with a tag that none has": (search(expertise_tag="nothing"), PAGE),
    "companions with a rare language": (search(language="sw"), PAGE),
    "companions with a language that all speak": (search(language="en"), LOOKED_UP),
    "companions with a rare word": (search(text=name_of(77)), AHEAD),
    "companions with words that all have": (search(text="calm patient"), ESTIMATED),
    "companions of a type that none is": (search(type=CompanionTier.EXPERT), PASSED),
    "companions with the best ratings": (search(min_rating=4.9), PASSED),
    "applications": (lambda v, _, window: v.queries.companions.pending(window), PAGE),
    "users": (users(None), PAGE),
    "users with a rare word": (users(name_of(77)), PAGE),
    "users with two rare words": (users(f"user-77@large.test {name_of(77)}"), PAGE),
    "users with a word that some have": (users("user-777"), SOME),
    "users with a word that all have": (users("large.test"), COUNTED),
    "users with a word that none has": (users("nobody"), PAGE),
    "all sessions": (lambda v, _, window: v.queries.admin.sessions(window, None), PAGE),
    "cancelled sessions": (lambda v, _, window: v.queries.admin.sessions(window, SessionStatus.CANCELLED), PAGE),
    "all payments": (lambda v, _, window: v.queries.admin.payments(window, None), PAGE),
    "disputed payments": (lambda v, _, window: v.queries.admin.payments(window, PaymentStatus.DISPUTED), PAGE),
    "reports": (lambda v, _, window: v.queries.admin.reports(window, None), PAGE),
    "pending reports": (lambda v, _, window: v.queries.admin.reports(window, ReportStatus.PENDING), PAGE),
    "ratings": (ratings(), COUNTED),
    "ratings of one session": (ratings(session_id=SessionId(an_id())), PAGE),
    "ratings of a person without ratings": (ratings(person_id=UserId(an_id())), PAGE),
    "ratings of a person with many": (
        lambda v, house, window: ratings(person_id=house.companion_user_id)(v, house, window),
        RATED,
    ),
    "ratings of the last week": (ratings(since=WEEK_AGO), COUNTED),
    "ratings with a comment": (ratings(has_comment=True), PAGE),
    "ratings with few stars": (ratings(max_score=1), PAGE),
    "ratings with many stars": (ratings(min_score=4), COUNTED),
    "acts": (lambda v, _, window: v.queries.admin.audit_logs(window, AuditSearch()), PAGE),
    "acts of one kind": (
        lambda v, _, window: v.queries.admin.audit_logs(window, AuditSearch(action=AuditAction.ADMIN_ACTION)),
        PAGE,
    ),
    "acts on one thing": (
        lambda v, _, window: v.queries.admin.audit_logs(window, AuditSearch(entity_id=an_id())),
        PAGE,
    ),
    "administrators": (
        lambda v, _, window: v.queries.admin.users(window, UserSearch(role=UserRole.ADMIN)),
        PAGE,
    ),
    "users of the usual role": (
        lambda v, _, window: v.queries.admin.users(window, UserSearch(role=UserRole.USER)),
        COUNTED,
    ),
    "closed accounts": (lambda v, _, window: v.queries.admin.users(window, UserSearch(is_active=False)), PAGE),
    "all companions": (lambda v, _, window: v.queries.admin.companions(window, None), PAGE),
    "suspended companions": (
        lambda v, _, window: v.queries.admin.companions(window, CompanionStatus.SUSPENDED),
        PAGE,
    ),
    "reports about one user": (lambda v, _, window: v.queries.admin.reports(window, None, UserId(an_id())), PAGE),
    "acts of one user": (
        lambda v, house, window: v.queries.admin.audit_logs(window, AuditSearch(actor_id=house.companion_user_id)),
        COUNTED,
    ),
}
OTHERS: dict[str, tuple[Look, Cost]] = {
    "my ratings": (lambda v, house, window: v.queries.ratings.of_user(house.companion_user_id, window, window), PAGE),
    "late payments": (lambda v, _, __: v.queries.admin.late_payments(NOW, 5), PAGE),
    "what waits for administrators": (lambda v, _, __: v.queries.admin.waiting(NOW), PAGE),
    "the platform in numbers": (lambda v, _, __: v.queries.admin.statistics(), PAGE),
    "the best candidates": (
        lambda v, _, __: v.candidates.best(CandidateSearch(keywords=("law",), since=WEEK_AGO), 20),
        Cost(visited=5 * MAX_CANDIDATES, buffers=6_000),
    ),
    "the best candidates with a rare tag": (
        lambda v, _, __: v.candidates.best(
            CandidateSearch(criteria=Criteria(expertise_tag="tag7"), since=WEEK_AGO), 20
        ),
        Cost(visited=5 * MAX_CANDIDATES, buffers=6_000),
    ),
    "the best candidates for common keywords": (
        lambda v, _, __: v.candidates.best(CandidateSearch(keywords=("common", "tag7"), since=WEEK_AGO), 20),
        Cost(visited=12 * MAX_CANDIDATES, buffers=12_000),
    ),
}
LONG = ("users", "all sessions", "acts", "my sessions", "my payments")
MANY = [*LONG, *(name for name, (_, cost) in LISTS.items() if cost in (COUNTED, BOUNDED, ESTIMATED, LOOKED_UP))]
"""The lists that are long enough for a late page."""


@pytest.fixture(scope="module")
def house(postgres: EmbeddedServer, template_database: str) -> Iterator[tuple[str, LargeDataset]]:
    with fresh_database(postgres, template_database) as url:

        async def filled() -> LargeDataset:
            async with opened(url) as database:
                return await fill(database, url)

        yield url, asyncio.run(filled())


async def asked(
    house: tuple[str, LargeDataset], look: Look, window: Window, times: int = 1
) -> tuple[Any, dict[str, Plan]]:
    """Returns the result of a query that is asked so many `times`, and the plans of its last statement."""
    url, people = house
    async with opened(url, pool_size=1) as database:
        recording = RecordingDatabase(database)
        storage = postgres_storage(recording)  # type: ignore[arg-type]  # a database by its shape
        results = [await look(storage, people, window) for _ in range(times)]
    return results[-1], await asyncio.to_thread(explained, url, recording.asked[-1])


def judge(plans: dict[str, Plan], cost: Cost) -> None:
    for kind, plan in plans.items():
        assert plan.visited <= cost.visited, f"{kind}: {plan.visited} rows\n{plan}"
        assert plan.buffers <= cost.buffers, f"{kind}: {plan.buffers} pages\n{plan}"


@pytest.mark.parametrize(("look", "cost"), LISTS.values(), ids=LISTS)
async def test_the_first_page_of_every_list(house: tuple[str, LargeDataset], look: Look, cost: Cost) -> None:
    found, plans = await asked(house, look, FIRST)
    judge(plans, cost)
    assert isinstance(found, Slice | Page)
    assert len(found.items) <= FIRST.take


@pytest.mark.parametrize(("word", "matches"), [("steadfast", SIZE // 5), ("thoughtful", 3_333), ("humorous", 1_250)])
async def test_a_word_of_any_density_costs_as_little(house: tuple[str, LargeDataset], word: str, matches: int) -> None:
    found, plans = await asked(house, search(text=word), FIRST)
    judge(plans, BOUNDED)
    assert len(found.items) == FIRST.take
    if found.is_total_estimate:
        assert abs(found.total - matches) <= matches // 2
    else:
        assert found.total == matches


@pytest.mark.parametrize("name", MANY)
async def test_a_page_far_into_a_list_costs_as_much_as_the_first(house: tuple[str, LargeDataset], name: str) -> None:
    look, cost = LISTS[name]
    far, _ = await asked(house, look, Window(take=1, skip=9_000))
    assert far.next is not None
    found, plans = await asked(house, look, evolve(FIRST, after=far.next))
    judge(plans, cost)
    assert len(found.items) == FIRST.take


@pytest.mark.parametrize("skip", [0, 9_000])
@pytest.mark.parametrize("name", [name for name, (_, cost) in LISTS.items() if cost in (BOUNDED, ESTIMATED, LOOKED_UP)])
async def test_a_search_with_many_matches_costs_little_when_it_is_asked_again(
    house: tuple[str, LargeDataset], name: str, skip: int
) -> None:
    found, plans = await asked(house, LISTS[name][0], Window(take=20, skip=skip), times=2)
    judge(plans, Cost(visited=skip + PAGE.visited, buffers=PAGE.buffers))
    assert len(found.items) == FIRST.take
    assert found.is_total_estimate


@pytest.mark.parametrize("name", ["companions", "users", "all sessions", "acts"])
async def test_skipped_rows_are_passed_in_an_index(house: tuple[str, LargeDataset], name: str) -> None:
    look, _ = LISTS[name]
    found, plans = await asked(house, look, Window(take=20, skip=DEEP))
    judge(plans, Cost(visited=SIZE + COUNT_LIMIT, buffers=2_500))
    assert len(found.items) == FIRST.take
    assert all(plan.scanned() <= {"tallies"} for plan in plans.values())


@pytest.mark.parametrize(("look", "cost"), OTHERS.values(), ids=OTHERS)
async def test_the_other_questions_that_could_grow(house: tuple[str, LargeDataset], look: Look, cost: Cost) -> None:
    _, plans = await asked(house, look, FIRST)
    judge(plans, cost)


async def test_totals_beyond_the_limit_are_kept_or_told_to_be_capped(house: tuple[str, LargeDataset]) -> None:
    totals = {}
    for name in ("users", "all sessions", "cancelled sessions", "acts", "users with a word that all have"):
        found, _ = await asked(house, LISTS[name][0], FIRST)
        totals[name] = (found.total, found.is_total_capped)
    assert totals == {
        "users": (SIZE + 2, False),
        "all sessions": (SIZE + 1, False),
        "cancelled sessions": (SIZE // 1_000, False),
        "acts": (SIZE + 1, False),
        "users with a word that all have": (COUNT_LIMIT, True),
    }


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("companions", 0.9),
        ("companions who are away", 0.8),
        ("companions with a tag that all have", 0.9),
        ("companions with a language that all speak", 0.9),
        ("companions with words that all have", 0.9),
    ],
)
async def test_a_total_that_is_not_counted_is_about_right(
    house: tuple[str, LargeDataset], name: str, share: float
) -> None:
    found, _ = await asked(house, LISTS[name][0], FIRST)
    assert found.is_total_estimate
    assert not found.is_total_capped
    assert abs(found.total - share * SIZE) <= 0.1 * SIZE


@pytest.mark.parametrize("name", ["my sessions", "sessions that I serve", "summaries of my sessions", "my payments"])
async def test_the_usual_page_of_an_own_list_keeps_its_plan(house: tuple[str, LargeDataset], name: str) -> None:
    look, cost = LISTS[name]
    usual, plans = await asked(house, look, FIRST)
    assert plans.keys() == {"custom", "generic"}
    judge(plans, cost)
    longer, plans = await asked(house, look, Window(take=FIRST.take + 1))
    assert plans.keys() == {"custom"}
    assert longer.items[: FIRST.take] == usual.items


async def test_a_search_is_planned_for_its_words_however_often_it_was_asked(house: tuple[str, LargeDataset]) -> None:
    url, people = house
    async with opened(url, pool_size=1) as database:
        recording = RecordingDatabase(database)
        for number in range(12):
            await users(name_of(number))(postgres_storage(recording), people, FIRST)  # type: ignore[arg-type]  # by its shape
        async with database.connection() as connection:
            cursor = await connection.execute("SELECT statement FROM pg_prepared_statements")
            prepared = [statement for (statement,) in await cursor.fetchall()]
    assert len({one.sql for one in recording.asked}) == 1
    assert not any("search_text" in statement for statement in prepared)
