"""The columns find the same candidates as the domain's scorer, in the same order and with the same scores."""

from typing import Any
from uuid import UUID

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.candidates.columns import Columns
from hushroom_adapters.candidates.scoring import best_of, microseconds
from hushroom_domain.companions.model import ReputationStats
from hushroom_domain.matching.model import CandidateSearch, Criteria
from hushroom_domain.matching.policy import MAX_RESULTS
from hushroom_domain.matching.rules.scorer import goal_match
from hushroom_domain.shared.money import Money
from tests.support.builders import a_companion, an_id
from tests.support.candidate_facts import Facts, Marks, columns_of
from tests.support.populations import WEEK_AGO, WORDS, Person, people, populations, ranked, searches

SEARCH = CandidateSearch(since=WEEK_AGO)
limits = st.sampled_from([1, 2, 5, 20, 60])


@given(populations, limits, st.data())
def test_order_and_scores_are_those_of_the_scorer(known: list[Person], limit: int, data: st.DataObject) -> None:
    columns = columns_of(known)
    for _ in range(3):
        search = data.draw(searches(known))
        assert best_of(columns, search, limit) == ranked(known, search)[:limit]


@given(populations, st.lists(people(), max_size=8), limits, st.data())
def test_changes_are_taken_over(known: list[Person], changed: list[Person], limit: int, data: st.DataObject) -> None:
    columns, present = columns_of(known), {one.companion.id: one for one in known}
    best_of(columns, SEARCH, limit)
    for one in changed:
        # Every second change is one of a companion that is known.
        victim = data.draw(st.sampled_from([None, *present]))
        put = one if victim is None else evolve(one, companion=evolve(one.companion, id=victim))
        present[put.companion.id] = put
        columns.put([Facts.of(put)])
    search = data.draw(searches([*present.values()]))
    assert best_of(columns, search, limit) == ranked(present.values(), search)[:limit]


@given(populations, populations)
def test_changes_at_once_are_like_changes_one_by_one(known: list[Person], changed: list[Person]) -> None:
    at_once, one_by_one = columns_of(known), columns_of(known)
    at_once.put([Facts.of(one) for one in changed])
    for one in changed:
        one_by_one.put([Facts.of(one)])
    assert best_of(at_once, SEARCH, 100) == best_of(one_by_one, SEARCH, 100)


@given(populations, populations)
def test_differences_from_the_table_are_found_and_only_those(known: list[Person], changed: list[Person]) -> None:
    columns, present = columns_of(known), {one.companion.id: one for one in known}
    missed = {one.companion.id: one for one in changed}
    table = [Facts.of(one) for one in (present | missed).values() if one.is_offered]
    rows, differing = columns.differing(Marks.of(table, WEEK_AGO), microseconds(WEEK_AGO))
    gone = set(range(columns.size)) - set(rows.tolist())
    columns.put([one for one in table if one.id in differing])
    columns.put([evolve(Facts.of(present[an]), is_offered=False) for an in present if columns.row_of(an.bytes) in gone])
    assert best_of(columns, SEARCH, 100) == ranked((present | missed).values(), SEARCH)[:100]
    assert columns.differing(Marks.of(table, WEEK_AGO), microseconds(WEEK_AGO))[1] == []


def twins(count: int, **about: Any) -> list[Person]:
    """Builds companions that differ in nothing but the id."""
    return [Person(companion=a_companion(id=an_id(), **about)) for _ in range(count)]


def test_of_thousands_of_equals_the_first_by_id_are_found() -> None:
    known = twins(3_000)
    columns = columns_of(known, slice_size=1_000)
    best = ranked(known, SEARCH)[:MAX_RESULTS]
    assert best_of(columns, SEARCH, MAX_RESULTS) == best
    # One that is later in the columns than in the order of ids, and comes first.
    early = Person(companion=a_companion(id=UUID(int=1)))
    columns.put([Facts.of(early)])
    assert best_of(columns, SEARCH, MAX_RESULTS) == ranked([early, *known], SEARCH)[:MAX_RESULTS]


def test_the_only_one_with_a_matching_tag_has_its_place_among_100_000() -> None:
    """An unrated companion who is not there meets half of the words; six rated ones without tags come before."""
    stats = ReputationStats(total_sessions=9, success_rate=90, average_rating=4.5, reputation_score=4)
    rated = twins(6, is_online=True, stats=stats)
    known = [*rated, *twins(49_994, expertise_tags=("yoga",)), *twins(50_000, expertise_tags=("tax",))]
    only = Person(companion=a_companion(expertise_tags=("Beekeeping for beginners",)))
    search = CandidateSearch(keywords=("beekeeping", "honey"), since=WEEK_AGO)
    expected = ranked([*known, only], search)[:MAX_RESULTS]
    assert [one.companion_id for one in expected].index(only.companion.id) == len(rated)
    assert best_of(columns_of([*known, only], slice_size=10_000), search, MAX_RESULTS) == expected


def test_selections_leave_the_window_without_an_event_and_come_back_with_an_earlier_one() -> None:
    chosen = Person(
        companion=a_companion(), selected_at=(WEEK_AGO, WEEK_AGO.replace(hour=12), WEEK_AGO.replace(day=27))
    )
    known = [chosen, *twins(2)]
    columns = columns_of(known)
    for since in (WEEK_AGO, WEEK_AGO.replace(hour=12), WEEK_AGO.replace(day=28), WEEK_AGO.replace(day=20), WEEK_AGO):
        search = evolve(SEARCH, since=since)
        assert best_of(columns, search, 5) == ranked(known, search)


def test_without_candidates_nothing_is_found() -> None:
    assert best_of(Columns(), SEARCH, 5) == ()
    assert best_of(columns_of(twins(3)), evolve(SEARCH, criteria=Criteria(max_price=Money(0))), 5) == ()


@given(st.lists(st.sampled_from(WORDS), min_size=1, unique=True), st.sampled_from(WORDS))
def test_the_vocabulary_finds_the_tags_that_the_scorer_calls_a_match(tags: list[str], word: str) -> None:
    known = [Person(companion=a_companion(id=an_id(), expertise_tags=(tag,))) for tag in tags]
    found = best_of(columns_of(known), evolve(SEARCH, keywords=(word,)), 100)
    assert [one.score.factors.goal_match for one in found] == [
        goal_match((word,), next(p.companion.expertise_tags for p in known if p.companion.id == one.companion_id))
        for one in found
    ]


def test_a_word_with_the_separator_is_part_of_no_text() -> None:
    columns = columns_of([Person(companion=a_companion(expertise_tags=(tag,))) for tag in ("a", "b")])
    assert sorted(columns.tags.rows_meeting("a\0b")) == [0, 1]
    assert columns.tags.rows_meeting("\0").size == 0


def test_a_candidate_takes_no_more_than_64_bytes_beside_its_tags() -> None:
    known = twins(2_000)
    assert columns_of(known, slice_size=2_000).byte_count / len(known) <= 64
