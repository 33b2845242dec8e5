"""Ranking: a total order that does not depend on the order of the candidates."""

from random import Random

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.companions.model import ReputationStats
from hushroom_domain.matching.model import NO_CRITERIA, Candidate, Criteria, rank
from hushroom_domain.shared.money import Money
from tests.support.builders import an_id
from tests.support.strategies import reputations

candidates = st.builds(
    Candidate,
    companion_id=st.uuids(version=4),
    hourly_rate=st.builds(Money, st.integers(1, 10_000)),
    expertise_tags=st.sampled_from([(), ("writing",), ("tax", "writing")]),
    stats=reputations,
    selections=st.integers(0, 9),
)
pools = st.lists(candidates, max_size=8, unique_by=lambda candidate: candidate.companion_id)


@given(pools, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_the_input(pool: list[Candidate], random: Random) -> None:
    shuffled = list(pool)
    random.shuffle(shuffled)
    assert rank(shuffled, ("writing",), NO_CRITERIA) == rank(pool, ("writing",), NO_CRITERIA)


@given(pools)
def test_the_best_come_first(pool: list[Candidate]) -> None:
    shown = [one.score.hundredths for one in rank(pool, (), NO_CRITERIA)]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == len(pool)


@given(st.integers(2, 6))
def test_equals_are_ordered_by_id(count: int) -> None:
    first = Candidate(companion_id=an_id(), hourly_rate=Money(20_00), expertise_tags=(), stats=ReputationStats())
    twins = [evolve(first, companion_id=an_id()) for _ in range(count)]
    ids = [one.companion_id for one in rank(reversed(twins), (), NO_CRITERIA)]
    assert ids == sorted(ids)


@given(pools, st.integers(0, 10_000))
def test_nobody_over_the_budget_is_shown_and_nobody_within_it_is_left_out(pool: list[Candidate], budget: int) -> None:
    shown = {one.companion_id for one in rank(pool, (), Criteria(max_price=Money(budget)))}
    affordable = {one.companion_id for one in pool if one.hourly_rate.minor <= budget}
    assert shown == affordable


@given(pools)
def test_every_breakdown_adds_up(pool: list[Candidate]) -> None:
    for one in rank(pool, ("writing",), NO_CRITERIA):
        parts = one.score
        shown = parts.goal_match + parts.reputation + parts.fair_distribution + parts.price_fit
        assert shown == parts.hundredths
        assert 0 <= shown <= 100
