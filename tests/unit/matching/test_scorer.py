"""The scorer: scores between 0 and 1, monotonic in every factor, and equal to the sum of the shown parts."""

import math
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.companions.model import ReputationStats
from hushroom_domain.matching.model import Match
from hushroom_domain.matching.rules.scorer import (
    Factors,
    fair_distribution,
    goal_match,
    price_fit,
    reputation,
    score,
)
from hushroom_domain.shared.money import Money
from hushroom_http.api_v1.matching.responses import match_answer
from tests.support.builders import a_card
from tests.support.existing import existing
from tests.support.strategies import amounts, factors, reputations, share

words = st.lists(st.text(alphabet="abAB ", max_size=4), max_size=5)
NAMES = ("goal_match", "reputation", "fair_distribution", "price_fit")


@given(factors)
def test_a_score_lies_between_0_and_1_and_is_the_sum_of_its_breakdown(given_factors: Factors) -> None:
    result = score(given_factors)
    assert 0 <= result.hundredths <= 100
    assert result.hundredths == sum(getattr(result, name) for name in NAMES)
    assert 0 <= result.exact <= 1 + 1e-12
    assert abs(result.exact * 100 - result.hundredths) <= 2


@given(factors)
def test_a_match_shows_its_factors_and_contributions_that_sum_to_its_score(given_factors: Factors) -> None:
    shown = match_answer(Match(a_card(), score(given_factors)))
    assert shown.score == score(given_factors).hundredths / 100
    contributions = [getattr(shown.contributions, name) for name in NAMES]
    assert sum(Decimal(str(one)) for one in contributions) == Decimal(str(shown.score))
    for name, weight, contribution in zip(NAMES, (0.35, 0.3, 0.2, 0.15), contributions, strict=True):
        factor = getattr(given_factors, name)
        assert getattr(shown.breakdown, name) == round(factor, 2)
        assert abs(contribution - factor * weight) <= 0.005 + 1e-9


@given(factors, st.sampled_from(NAMES), share)
def test_a_better_factor_never_makes_a_worse_score(worse: Factors, name: str, value: float) -> None:
    better = evolve(worse, **{name: max(value, getattr(worse, name))})
    assert score(better).hundredths >= score(worse).hundredths
    assert score(better).exact >= score(worse).exact


@pytest.mark.parametrize(
    ("values", "hundredths"), [((1, 1, 1, 1), 100), ((0, 0, 0, 0), 0), ((0.5, 0, 1, 0.5), 18 + 20 + 8)]
)
def test_the_weights_are_35_30_20_and_15(
    values: tuple[int, int, int, int] | tuple[float, int, int, float], hundredths: int
) -> None:
    assert score(Factors(**dict(zip(NAMES, values, strict=True)))).hundredths == hundredths


@given(words, words)
def test_the_goal_match_is_a_share(keywords: list[str], tags: list[str]) -> None:
    assert 0 <= goal_match(keywords, tags) <= 1


@given(words.filter(any), words.filter(any), st.text(alphabet="abAB ", max_size=4))
def test_one_more_tag_never_matches_less(keywords: list[str], tags: list[str], tag: str) -> None:
    assert goal_match(keywords, [*tags, tag]) >= goal_match(keywords, tags)


@pytest.mark.parametrize(
    ("keywords", "tags", "expected"),
    [
        ((), ("writing",), 0.5),
        (("writing",), (), 0.5),
        (("Write",), ("creative writing",), 0.0),
        (("WRITING",), ("creative writing",), 1.0),
        (("creative writing",), ("Writing",), 1.0),
        (("writing", "tax"), ("writing",), 0.5),
        (("straße",), ("STRASSE",), 1.0),
    ],
)
def test_a_keyword_meets_a_tag_when_either_contains_the_other(
    keywords: tuple[()] | tuple[str] | tuple[str, str], tags: tuple[str] | tuple[()], expected: float
) -> None:
    assert goal_match(keywords, tags) == expected


@given(reputations)
def test_the_reputation_factor_is_a_share(stats: ReputationStats) -> None:
    assert 0 <= reputation(stats) <= 1


def test_the_reputation_factor_of_the_best_is_one_and_of_a_newcomer_nothing() -> None:
    best = ReputationStats(total_sessions=9, success_rate=100, average_rating=5, reputation_score=5)
    assert math.isclose(reputation(best), 1)
    assert reputation(ReputationStats()) == 0
    assert math.isclose(reputation(ReputationStats(average_rating=5)), 0.4)
    assert math.isclose(reputation(ReputationStats(success_rate=50)), 0.15)
    assert math.isclose(reputation(ReputationStats(reputation_score=2.5)), 0.15)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_the_more_often_chosen_the_less_fair_to_choose_again(one: int, other: int, more: int) -> None:
    few, many = sorted((one, other))
    most = many + more
    assert 0 < fair_distribution(many, most) <= fair_distribution(few, most) <= 1


def test_whoever_was_not_chosen_gets_all_of_the_fairness() -> None:
    assert [fair_distribution(n, 3) for n in range(4)] == [1, 0.75, 0.5, 0.25]


@given(amounts, amounts)
def test_a_price_over_the_budget_is_no_candidate_and_a_lower_one_fits_better(rate: Money, budget: Money) -> None:
    fit = price_fit(rate, budget)
    if rate > budget or not budget:
        assert fit is None
    else:
        assert fit is not None
        assert 0 <= fit <= 1
        assert existing(price_fit(Money(rate.minor // 2), budget)) >= fit
    assert price_fit(rate, None) == 0.5


def test_the_exact_score_of_the_best_is_one_and_of_the_others_the_weighted_sum() -> None:
    assert score(Factors(goal_match=1, reputation=1, fair_distribution=1, price_fit=1)).exact == 1
    mixed = Factors(goal_match=0.5, reputation=0.25, fair_distribution=0.75, price_fit=0.1)
    assert score(mixed).exact == pytest.approx(0.35 * 0.5 + 0.30 * 0.25 + 0.20 * 0.75 + 0.15 * 0.1, abs=1e-15)


def test_each_keyword_that_meets_a_tag_counts_once() -> None:
    assert goal_match(("tax", "writing", "rust"), ("tax law", "taxes", "writing")) == 2 / 3


def test_a_reputation_beyond_the_scale_is_the_best_one() -> None:
    beyond = ReputationStats(total_sessions=1, success_rate=200.0, average_rating=9.0, reputation_score=9.0)
    assert reputation(beyond) == 1.0
