"""The scorer: how well a companion suits a session, from 0 to 1, and why."""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from attrs import frozen

from hushroom_domain.companions.model import ReputationStats
from hushroom_domain.matching.policy import (
    FAIRNESS_WEIGHT,
    GOAL_WEIGHT,
    PRICE_WEIGHT,
    REPUTATION_WEIGHT,
    UNKNOWN,
)
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.text import fold


@frozen(kw_only=True)
class Factors:
    """The four factors, each from 0 (worst) to 1 (best), before weighting."""

    goal_match: float
    reputation: float
    fair_distribution: float
    price_fit: float


@frozen(kw_only=True)
class Score:
    """The contribution of each factor, in hundredths; the score is their sum. `factors` are those before weighting."""

    goal_match: int
    reputation: int
    fair_distribution: int
    price_fit: int
    exact: float
    factors: Factors

    @property
    def hundredths(self) -> int:
        """The score in hundredths, 0..100."""
        return self.goal_match + self.reputation + self.fair_distribution + self.price_fit


def score(factors: Factors) -> Score:
    """Weigh the factors: goal match 0.35, reputation 0.30, fair distribution 0.20, price fit 0.15 (API v1)."""
    goal = GOAL_WEIGHT * factors.goal_match
    reputation = REPUTATION_WEIGHT * factors.reputation
    fairness = FAIRNESS_WEIGHT * factors.fair_distribution
    price = PRICE_WEIGHT * factors.price_fit
    return Score(
        # None is negative, so this rounds halves up.
        goal_match=int(goal + 0.5),
        reputation=int(reputation + 0.5),
        fair_distribution=int(fairness + 0.5),
        price_fit=int(price + 0.5),
        exact=math.fsum((goal, reputation, fairness, price)) / 100,
        factors=factors,
    )


def goal_match(keywords: Iterable[str], tags: Sequence[str]) -> float:
    """The share of keywords that meet a tag, either containing the other, folded; 0.5 when a side is empty."""
    wanted, offered = _folded(tuple(keywords)), _folded(tuple(tags))
    if not wanted or not offered:
        return UNKNOWN
    met = 0
    for word in wanted:
        for tag in offered:
            if word in tag or tag in word:
                met += 1
                break
    return met / len(wanted)


@lru_cache(maxsize=4_096)
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    """Kept, because one request compares the same keywords with a thousand companions.

    A word that folds to nothing is left out, because every text contains it.
    """
    return tuple(filter(None, map(fold, words)))


def reputation(stats: ReputationStats) -> float:
    """0.4 × averageRating/5 + 0.3 × successRate/100 + 0.3 × reputationScore/5, within 0..1."""
    value = 0.4 * stats.average_rating / 5 + 0.3 * stats.success_rate / 100 + 0.3 * stats.reputation_score / 5
    return min(max(value, 0.0), 1.0)


def fair_distribution(selections: int, most_selections: int) -> float:
    """1 − n/(max n + 1): n is how often the companion was chosen lately, max over this request's candidates."""
    assert 0 <= selections <= most_selections
    return 1 - selections / (most_selections + 1)


def price_fit(hourly_rate: Money, max_price: Money | None) -> float | None:
    """1 − rate/budget; 0.5 without a budget; None when over it: such a companion is no candidate."""
    if max_price is None:
        return UNKNOWN
    if hourly_rate > max_price or not max_price:
        return None
    return 1 - hourly_rate.minor / max_price.minor
