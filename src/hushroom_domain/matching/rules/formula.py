"""The formula of the score, written once for numbers, for arrays of numbers and for columns of a query.

Every function uses the four operations alone, in a fixed order, so that each of these kinds yields the same bits in
double precision. Adapters that score many candidates at once call these functions instead of writing them again.
"""

from typing import Any

from hushroom_domain.matching.policy import FAIRNESS_WEIGHT, GOAL_WEIGHT, PRICE_WEIGHT, REPUTATION_WEIGHT

Numbers = Any
"""A number, an array of numbers, or a column of a query in double precision."""


def reputation_of(average_rating: Numbers, success_rate: Numbers, reputation_score: Numbers) -> Numbers:
    """Returns 0.4 × averageRating/5 + 0.3 × successRate/100 + 0.3 × reputationScore/5, before it is limited to 0..1."""
    return 0.4 * average_rating / 5 + 0.3 * success_rate / 100 + 0.3 * reputation_score / 5


def fairness_of(selections: Numbers, most_selections: Numbers) -> Numbers:
    """Returns 1 − n/(max n + 1), where n counts a companion's recent matches and max runs over all candidates."""
    return 1 - selections / (most_selections + 1)


def price_fit_of(rate: Numbers, budget: Numbers) -> Numbers:
    """Returns 1 − rate/budget, both in minor units."""
    return 1 - rate / budget


def contributions(
    goal_match: Numbers, reputation: Numbers, fair_distribution: Numbers, price_fit: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Returns the weighted factors in hundredths, before rounding."""
    return (
        GOAL_WEIGHT * goal_match,
        REPUTATION_WEIGHT * reputation,
        FAIRNESS_WEIGHT * fair_distribution,
        PRICE_WEIGHT * price_fit,
    )


def exact_of(goal_match: Numbers, reputation: Numbers, fair_distribution: Numbers, price_fit: Numbers) -> Numbers:
    """Returns the score before rounding, as a share of 1; takes the weighted factors, and adds them in this order."""
    return (goal_match + reputation + fair_distribution + price_fit) / 100
