"""Every way in which the database finds a page of companions, against a look at every profile.

The bounds are so small that a few dozen profiles lead to each way: few matches, dense ones, rare ones, and ones that
rank low.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.candidates.candidates import ColumnCandidates
from hushroom_adapters.memory import ManualClock
from hushroom_adapters.postgres.companions.searches import FEW, CompanionSearches
from hushroom_adapters.postgres.core.bounded_searches import SearchBounds
from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.remembered_order import places_in_order
from hushroom_adapters.postgres.core.short_memory import ShortMemory
from hushroom_adapters.postgres.features import candidates
from hushroom_adapters.postgres.matching.candidate_source import PostgresCandidateSource
from hushroom_domain.companions.model import CompanionTier, ReputationStats
from hushroom_domain.companions.queries import CompanionSearch, CompanionSort
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Page, Window, in_two_digits
from hushroom_domain.shared.text import folded_words
from tests.support.builders import NOW
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import PostgresStorage
from tests.support.plain_search import Profile, found
from tests.support.plans import RecordingDatabase
from tests.support.walking import walked

SEARCHES = 12
"""Searches with each of the bounds."""

BOUNDS = (
    SearchBounds(),
    SearchBounds(gathered=0, ahead=1, sampled=1_000),
    SearchBounds(gathered=4, ahead=4, sampled=1_000),
    SearchBounds(gathered=2, ahead=30, sampled=1_000),
    SearchBounds(gathered=20, ahead=2, sampled=1_000),
    SearchBounds(ahead=4, counted=3),
    SearchBounds(gathered=12, ahead=30, counted=6),
)
WORDS = ("calm", "Écriture", "écoute", "كِتابة", "100%", "a_b", "late night")
TAGS = ("Focus", "écriture", "rare", "كتابة")
LANGUAGES = ("en", "fr-CA", "sw")
ASKED: dict[str, tuple[Any, ...]] = {
    "type": tuple(CompanionTier),
    "min_rating": (0.0, 3.0),
    "language": ("EN", "fr-ca", "sw", "de"),
    "expertise_tag": ("FOCUS", "Ecriture", "rare", "كتابه", "none"),
    "is_online": (True, False),
    "max_price": (Money(15_00), Money(30_00)),
    "text": ("calm", "ecri", "كتابه", "100%", "a_b", "calm night", "nobody", "name-1", "a", "e"),
}


def a_search(dice: random.Random) -> CompanionSearch:
    """Returns a search with up to three conditions."""
    names = dice.sample(sorted(ASKED), dice.randrange(4))
    asked: dict[str, Any] = {name: dice.choice(ASKED[name]) for name in names}
    return CompanionSearch(sort=dice.choice(tuple(CompanionSort)), **asked)


async def populated(kept: PostgresStorage, seed: int = 7, size: int = 40) -> list[Profile]:
    dice = random.Random(seed)  # noqa: S311  a population that is the same each time
    profiles = []
    for number in range(size):
        user = await kept.user(display_name=f"name-{number}")
        stats = ReputationStats(average_rating=dice.choice((0.0, 3.0, 5.0)), reputation_score=dice.choice((0.0, 4.5)))
        companion = await kept.companion(
            user,
            type=dice.choice(tuple(CompanionTier)),
            status=dice.choice((*[CompanionStatus.APPROVED] * 5, CompanionStatus.PENDING_REVIEW)),
            bio=" ".join(dice.sample(WORDS, dice.randrange(4))) or None,
            expertise_tags=tuple(dice.sample(TAGS[: 2 if number % 9 else 4], dice.randrange(3))),
            base_rate=Money(dice.choice((10_00, 15_00, 29_00, 40_00))),
            is_online=dice.random() < 0.3,
            stats=stats,
        )
        languages = tuple(dice.sample(LANGUAGES[: 2 if number % 10 else 3], dice.randrange(1, 3)))
        async with kept.begin() as work:
            await work.users.replace_languages(user.id, [spoken(user, language) for language in languages])
        profiles.append(Profile(companion, f"name-{number}", languages))
    return profiles


@pytest.fixture
async def columns(database: Database, database_url: str) -> AsyncIterator[ColumnCandidates]:
    source = PostgresCandidateSource(database, database_url)
    yield ColumnCandidates(source, candidates(database), ManualClock(NOW), check_seconds=86_400, stale_seconds=3_600)
    await source.close()


@pytest.mark.parametrize("few", [FEW, 5, 0])
@pytest.mark.parametrize("bounds", BOUNDS, ids=str)
async def test_pages_and_totals_are_those_of_a_look_at_everyone(
    kept: PostgresStorage, database: Database, bounds: SearchBounds, few: int
) -> None:
    """With few `few`, the pages behind the first one are those of a search that is remembered."""
    await judge_searches(CompanionSearches(QueryExecutor(database), bounds, few), await populated(kept))


async def test_they_are_the_same_where_columns_count_and_order(
    kept: PostgresStorage, database: Database, columns: ColumnCandidates
) -> None:
    profiles = await populated(kept)
    assert await columns.read()
    for bounds in (SearchBounds(), SearchBounds(gathered=4, ahead=4)):
        for few in (5, 0):
            await judge_searches(CompanionSearches(QueryExecutor(database), bounds, few, matches=columns), profiles)


async def judge_searches(searches: CompanionSearches, profiles: list[Profile]) -> None:
    bounds = searches.bounds
    dice = random.Random(f"{bounds} {searches.few}")  # noqa: S311  the same searches each time
    for _ in range(SEARCHES):
        search, take = a_search(dice), dice.choice((1, 3, 50))
        expected = found(profiles, search)
        seen = [card.companion for card in await walked(partial(searches.page, search), take)]
        assert seen == expected, search
        skip = dice.randrange(12)
        page = await searches.page(search, Window(take=take, skip=skip))
        assert [card.companion for card in page.items] == expected[skip : skip + take], search
        judge_total(page, len(expected), bounds, search)


async def test_many_who_are_known_are_not_counted_and_until_they_are_read_the_database_counts(
    kept: PostgresStorage, database: Database, columns: ColumnCandidates
) -> None:
    profiles = await populated(kept)
    search = CompanionSearch(expertise_tag="focus")
    expected = found(profiles, search)
    for is_read in (False, True):
        if is_read:
            assert await columns.read()
        for window in (Window(take=3), Window(take=3, skip=6)):
            recording = RecordingDatabase(database)
            executor = QueryExecutor(recording)  # type: ignore[arg-type]  # by its shape
            page = await CompanionSearches(executor, few=5, matches=columns).page(search, window)
            assert [card.companion for card in page.items] == expected[window.skip : window.skip + 3]
            assert page.total == len(expected)
            assert any("counted" in one.sql for one in recording.asked) == (not is_read)


async def test_somebody_of_a_few_is_found_before_the_columns_know(
    kept: PostgresStorage, database: Database, columns: ColumnCandidates
) -> None:
    await kept.companion(expertise_tags=("focus",))
    assert await columns.read()
    new = await kept.companion(expertise_tags=("focus",))
    search = CompanionSearch(expertise_tag="focus")
    assert await columns.total(search) == 1
    page = await CompanionSearches(QueryExecutor(database), matches=columns).page(search, Window(take=5))
    assert page.total == 2
    assert new.id in {card.companion.id for card in page.items}


async def test_a_list_looks_itself_when_the_columns_were_not_kept_fresh_for_a_while(
    kept: PostgresStorage, columns: ColumnCandidates
) -> None:
    assert await columns.read()
    columns.stale_seconds = 0.0
    new = await kept.companion(expertise_tags=("focus",))
    search = CompanionSearch(expertise_tag="focus")
    totals = await asyncio.gather(*(columns.total(search) for _ in range(5)))
    assert totals == [1] * 5
    assert await columns.first(search, 5) == (1, new.id.bytes)


@pytest.mark.parametrize("bounds", [SearchBounds(), SearchBounds(gathered=8, ahead=4)], ids=str)
async def test_skipping_through_a_search_shows_each_match_once(
    kept: PostgresStorage, database: Database, bounds: SearchBounds
) -> None:
    profiles = await populated(kept)
    ask = CompanionSearches(QueryExecutor(database), bounds, few=5).page
    for search in (CompanionSearch(text="calm"), CompanionSearch(expertise_tag="focus", sort=CompanionSort.PRICE)):
        expected = found(profiles, search)
        assert len(expected) > bounds.gathered or bounds == SearchBounds()
        pages = [await ask(search, Window(take=4, skip=skip)) for skip in range(0, len(expected), 4)]
        assert [card.companion for page in pages for card in page.items] == expected
        assert [page.next is None for page in pages] == [False] * (len(pages) - 1) + [True]
        assert len({page.total for page in pages}) == 1


async def test_a_remembered_page_shows_nobody_who_cannot_be_found_any_more(
    kept: PostgresStorage, database: Database
) -> None:
    profiles, seconds = await populated(kept), [0.0]
    search, window = CompanionSearch(text="a"), Window(take=3, skip=6)
    asked = CompanionSearches(
        *(QueryExecutor(database), SearchBounds(), 5),
        *(ShortMemory(10, 1, 10, lambda: seconds[0]), ShortMemory(10, 1, 10, lambda: seconds[0])),
    )
    expected = found(profiles, search)
    assert [card.companion for card in (await asked.page(search, window)).items] == expected[6:9]
    gone = evolve(expected[7], status=CompanionStatus.SUSPENDED)
    async with kept.begin() as work:
        await work.companions.save(gone)
    page = await asked.page(search, window)
    assert [card.companion for card in page.items] == [expected[6], expected[8]]
    assert (page.total, page.next is None) == (len(expected), False)
    seconds[0] = 10.0
    page = await asked.page(search, window)
    assert [card.companion for card in page.items] == [expected[6], *expected[8:10]]
    assert page.total == len(expected) - 1


async def test_a_remembered_page_shows_nobody_who_does_not_fit_any_more(
    kept: PostgresStorage, database: Database
) -> None:
    profiles, asked = await populated(kept), CompanionSearches(QueryExecutor(database), few=5)
    search, window = CompanionSearch(expertise_tag="focus"), Window(take=3, skip=6)
    expected = found(profiles, search)
    assert [card.companion for card in (await asked.page(search, window)).items] == expected[6:9]
    async with kept.begin() as work:
        await work.companions.save(evolve(expected[7], expertise_tags=("law",)))
    page = await asked.page(search, window)
    assert [card.companion for card in page.items] == [expected[6], expected[8]]


async def test_after_a_remembered_page_the_list_goes_on_where_one_who_changed_stood(
    kept: PostgresStorage, database: Database
) -> None:
    """The last card of the page goes to the end of the order; those between stay on the next page."""
    profiles, asked = await populated(kept), CompanionSearches(QueryExecutor(database), few=5)
    search, window = CompanionSearch(text="a", sort=CompanionSort.PRICE), Window(take=3, skip=6)
    expected = found(profiles, search)
    assert len(expected) > 11
    await asked.page(search, window)
    async with kept.begin() as work:
        await work.companions.save(evolve(expected[8], base_rate=Money(100_000)))
    page = await asked.page(search, window)
    assert [card.companion.id for card in page.items] == [one.id for one in expected[6:9]]
    following = await asked.page(search, Window(take=3, after=page.next))
    assert [card.companion for card in following.items] == expected[9:12]


@given(st.lists(st.integers(0, 9), max_size=10))
def test_the_places_in_order_are_a_longest_part_that_ascends(keys: list[int]) -> None:
    def longest(some: list[int], least: int = 0) -> int:
        """Returns the length of the longest part of items of at least `least` that ascends."""
        if not some:
            return 0
        with_first = 1 + longest(some[1:], some[0]) if some[0] >= least else 0
        return max(with_first, longest(some[1:], least))

    places = places_in_order(keys)
    assert places == sorted(set(places))
    assert [keys[place] for place in places] == sorted(keys[place] for place in places)
    assert len(places) == longest(keys)


def judge_total(page: Page[Any], exact: int, bounds: SearchBounds, search: CompanionSearch) -> None:
    """Fails for a wrong total; the sample is the whole small table, so that estimates are right, too.

    A search by words may be estimated from the number on that it need not be counted.
    """
    assert page.total == exact
    counted = min(bounds.counted if folded_words(search.text) else bounds.gathered, bounds.gathered)
    assert (exact > bounds.gathered) <= page.is_total_estimate <= (exact > counted)
    assert not page.is_total_capped


@given(st.integers(0, 10**9))
def test_an_estimate_has_two_digits_and_is_about_right(number: int) -> None:
    rounded = in_two_digits(number)
    assert str(rounded).rstrip("0") == str(rounded)[:2].rstrip("0")
    assert abs(rounded - number) * 20 <= number
    assert number > 99 or rounded == number
