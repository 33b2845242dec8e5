"""The columns count and order lists of companions like a look at every profile."""

from typing import Any
from uuid import UUID

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.candidates.columns import Columns
from hushroom_adapters.candidates.lists import first_of, total_of
from hushroom_domain.companions.model import CompanionTier, ReputationStats
from hushroom_domain.companions.policy import TAG
from hushroom_domain.companions.queries import CompanionSearch, CompanionSort
from hushroom_domain.shared.money import Money
from tests.support.builders import a_companion, an_id
from tests.support.candidate_facts import Facts, columns_of
from tests.support.plain_search import Profile, found
from tests.support.populations import LANGUAGES, WORDS, Person, people, populations

RANK = CompanionSearch()
PRICE = CompanionSearch(sort=CompanionSort.PRICE)
_scores = st.sampled_from([0, 10, 333, 500]) | st.integers(0, 500)
lists = st.builds(
    CompanionSearch,
    language=st.none() | st.sampled_from(LANGUAGES),
    expertise_tag=st.none() | st.sampled_from([word for word in WORDS if TAG.wrong(word) is None]),
    is_online=st.none() | st.booleans(),
    max_price=st.none() | st.sampled_from([Money(15_00), Money(20_00), Money(1_000_00)]),
    sort=st.sampled_from(CompanionSort),
    text=st.sampled_from([None, "", " "]),
)


@st.composite
def scored(draw: Any, some: st.SearchStrategy[list[Person]] = populations) -> list[Person]:
    """Draws people whose reputation scores are whole hundredths, as those that the platform computes."""
    return [
        evolve(
            one,
            companion=evolve(one.companion, stats=evolve(one.companion.stats, reputation_score=draw(_scores) / 100)),
        )
        for one in draw(some)
    ]


def listed(known: list[Person], search: CompanionSearch) -> list[bytes]:
    profiles = [Profile(one.companion, "", one.languages) for one in known if one.is_offered]
    return [one.id.bytes for one in found(profiles, search)]


def ids_in(packed: bytes) -> list[bytes]:
    return [packed[place : place + 16] for place in range(0, len(packed), 16)]


def judge(columns: Columns, known: list[Person], search: CompanionSearch, limit: int) -> None:
    expected = listed(known, search)
    answer = first_of(columns, search, limit)
    assert answer is not None
    assert (answer[0], ids_in(answer[1])) == (len(expected), expected[:limit])
    assert total_of(columns, search) == len(expected)


@given(scored(), st.lists(lists, min_size=1, max_size=4), st.integers(1, 12))
def test_lists_are_those_of_a_look_at_everyone(known: list[Person], some: list[CompanionSearch], limit: int) -> None:
    columns = columns_of(known)
    for search in some:
        judge(columns, known, search, limit)


@given(scored(), scored(st.lists(people(), max_size=8)), lists, st.integers(1, 12), st.data())
def test_changes_are_taken_over(
    known: list[Person], changed: list[Person], search: CompanionSearch, limit: int, data: st.DataObject
) -> None:
    columns, present = columns_of(known), {one.companion.id: one for one in known}
    for one in changed:
        # Some changes are those of a companion that is known.
        victim = data.draw(st.sampled_from([None, *present]))
        put = one if victim is None else evolve(one, companion=evolve(one.companion, id=victim))
        present[put.companion.id] = put
        columns.put([Facts.of(put)])
    judge(columns, [*present.values()], search, limit)


def test_of_thousands_of_equals_the_first_by_id_are_listed() -> None:
    known = [Person(companion=a_companion(id=an_id())) for _ in range(3_000)]
    columns = columns_of(known, slice_size=1_000)
    known += [Person(companion=a_companion(id=UUID(int=number))) for number in (2, 1)]
    columns.put([Facts.of(one) for one in known[-2:]])
    for search in (RANK, PRICE):
        for limit in (1, 3, 2_000, 4_000):
            judge(columns, known, search, limit)


def test_without_candidates_nothing_is_listed() -> None:
    judge(Columns(), [], RANK, 5)


def test_what_the_columns_do_not_know_they_do_not_answer() -> None:
    columns = columns_of([Person(companion=a_companion())])
    for search in (
        evolve(RANK, text="calm"),
        evolve(RANK, text="\u0640"),
        evolve(RANK, type=CompanionTier.EXPERT),
        evolve(RANK, min_rating=0.0),
    ):
        assert total_of(columns, search) is None
        assert first_of(columns, search, 1) is None


def test_scores_that_are_no_hundredths_are_not_ordered() -> None:
    odd = Person(companion=a_companion(stats=ReputationStats(reputation_score=10 / 3)))
    columns = columns_of([odd])
    assert first_of(columns, RANK, 5) is None
    judge(columns, [odd], PRICE, 5)
