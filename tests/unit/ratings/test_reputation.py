"""Reputation: between 0 and 5, monotonic in the ratings, and independent of the way of counting."""

import math
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from hushroom_domain.ratings.model import Scores, Vote
from hushroom_domain.ratings.services.reputation import Tally, blend, decayed, success_rate, weight
from hushroom_domain.shared.errors import ValidationFailed
from tests.support.builders import NOW
from tests.support.strategies import scores, spans, stars, votes

many_votes = st.lists(votes, min_size=1, max_size=30)
PARTS = ("overall", "goal_achievement", "presence_quality", "contract_adherence", "communication")


def one_by_one(given_votes: list[Vote]) -> Tally:
    tally = Tally()
    for vote in given_votes:
        tally = tally.with_vote(vote)
    return tally


@given(many_votes, st.randoms(use_true_random=False))
def test_replaying_and_adding_one_by_one_in_any_order_come_to_the_same(given_votes: list[Vote], random: Random) -> None:
    shuffled = list(given_votes)
    random.shuffle(shuffled)
    replayed, added = Tally.replay(shuffled), one_by_one(given_votes)
    assert math.isclose(replayed.weighted_sum, added.weighted_sum, rel_tol=1e-9)
    assert math.isclose(replayed.weights, added.weights, rel_tol=1e-9)
    assert (replayed.count, replayed.overall_sum, replayed.as_of) == (added.count, added.overall_sum, added.as_of)
    assert replayed.reputation == added.reputation


@given(many_votes)
def test_the_tally_is_the_formula_of_the_contract(given_votes: list[Vote]) -> None:
    newest = max(vote.at for vote in given_votes)
    weights = [math.exp(-0.01 * ((newest - vote.at) / timedelta(days=1))) for vote in given_votes]
    mean = sum(w * blend(v.scores) for w, v in zip(weights, given_votes, strict=True)) / sum(weights)
    expected = mean * min(len(given_votes) / 20, 1)
    assert abs(Tally.replay(given_votes).reputation - expected) <= 0.0051


@given(many_votes)
def test_reputation_and_average_lie_between_0_and_5(given_votes: list[Vote]) -> None:
    tally = Tally.replay(given_votes)
    assert 0 <= tally.reputation <= 5
    assert 1 <= tally.average <= 5


@given(many_votes, st.data())
def test_a_better_score_never_lowers_the_reputation(given_votes: list[Vote], data: DataObject) -> None:
    position = data.draw(st.integers(0, len(given_votes) - 1))
    part, value = data.draw(st.sampled_from(PARTS)), data.draw(stars)
    vote = given_votes[position]
    counted = getattr(vote.scores, part) or vote.scores.overall
    better = list(given_votes)
    better[position] = Vote(evolve(vote.scores, **{part: max(value, counted)}), vote.at)
    assert Tally.replay(better).reputation >= Tally.replay(given_votes).reputation


@given(scores)
def test_one_rating_is_worth_1_to_5(given_scores: Scores) -> None:
    assert 1 - 1e-9 <= blend(given_scores) <= 5 + 1e-9


def test_what_is_missing_counts_as_the_overall_score() -> None:
    assert math.isclose(blend(Scores(overall=4)), 4)
    full = Scores(overall=5, goal_achievement=1, presence_quality=2, contract_adherence=3, communication=4)
    assert math.isclose(blend(full), 0.30 * 5 + 0.25 * 1 + 0.25 * 2 + 0.15 * 3 + 0.05 * 4)


@given(spans, spans)
def test_an_older_rating_counts_less_and_never_nothing(one: timedelta, other: timedelta) -> None:
    younger, older = sorted((one, other))
    assert 0 < weight(older) <= weight(younger) <= 1


@given(st.floats(0, 5), spans, spans)
def test_decay_is_never_negative_never_a_gain_and_only_grows(score: float, one: timedelta, other: timedelta) -> None:
    sooner, later = sorted((one, other))
    assert 0 <= decayed(score, later) <= decayed(score, sooner) <= round(score, 2)


@pytest.mark.parametrize(
    ("idle_days", "expected"), [(0, 4.0), (30, 4.0), (31, 3.98), (40, 3.8), (395, round(4 * 0.995**365, 2))]
)
def test_reputation_fades_by_half_a_percent_a_day_after_thirty_days(idle_days: int, expected: float) -> None:
    assert decayed(4.0, timedelta(days=idle_days)) == expected


@pytest.mark.parametrize(("count", "expected"), [(1, 0.25), (10, 2.5), (20, 5.0), (40, 5.0)])
def test_few_ratings_are_trusted_less(count: int, expected: float) -> None:
    assert Tally.replay([Vote(Scores(overall=5), NOW)] * count).reputation == expected


def test_nobody_has_a_reputation_before_the_first_rating() -> None:
    assert (Tally().reputation, Tally().average) == (0.0, 0.0)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_success_rate_is_a_percentage(achieved: int, more: int) -> None:
    assert 0 <= success_rate(achieved, achieved + more) <= 100


def test_the_success_rate_of_real_records() -> None:
    assert [success_rate(0, 0), success_rate(1, 3), success_rate(3, 3)] == [0.0, 33.33, 100.0]


@pytest.mark.parametrize("bad", [0, 6, -1, 4.5, "5"])
def test_a_score_is_one_to_five_stars(bad: Any) -> None:
    with pytest.raises(ValidationFailed, match="overallScore: must be a whole number from 1 to 5"):
        Scores(overall=bad)
    with pytest.raises(ValidationFailed, match="communication: must be a whole number from 1 to 5"):
        Scores(overall=5, communication=bad)


@given(votes)
def test_a_reputation_has_two_decimals(given_vote: Vote) -> None:
    reputation = Tally.replay([given_vote] * 7).reputation
    assert reputation == round(reputation, 2)


def test_a_reputation_is_rounded_to_the_nearest_hundredth() -> None:
    three = [Vote(Scores(overall=stars), NOW) for stars in (5, 5, 4)]
    assert Tally.replay(three).reputation == 0.7
    thirteen = [Vote(Scores(overall=stars), NOW) for stars in (5,) * 7 + (4,) * 6]
    assert Tally.replay(thirteen).reputation == 2.95


@pytest.mark.parametrize(("count", "expected"), [(19, 4.75), (20, 5.0), (21, 5.0)])
def test_twenty_ratings_are_trusted_whole(count: int, expected: float) -> None:
    assert Tally.replay([Vote(Scores(overall=5), NOW)] * count).reputation == expected
