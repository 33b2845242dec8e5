"""The scorer: a score from 0 to 1 for a companion and a session, with the contribution of each factor."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from attrs import frozen

from hushroom_domain.companions.model import ReputationStats
from hushroom_domain.matching.policy import UNKNOWN
from hushroom_domain.matching.rules.formula import contributions, exact_of, fairness_of, price_fit_of, reputation_of
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
    """The contribution of each factor in hundredths; the score is their sum. `factors` are the unweighted values."""

    goal_match: int
    reputation: int
    fair_distribution: int
    price_fit: int
    exact: float
    factors: Factors

    @property
    def hundredths(self) -> int:
        """Returns the score in hundredths, 0..100."""
        return self.goal_match + self.reputation + self.fair_distribution + self.price_fit


def score(factors: Factors) -> Score:
    """Weights the factors: goal match 0.35, reputation 0.30, fair distribution 0.20, price fit 0.15 (API v1)."""
    goal, reputation, fairness, price = weighted = contributions(
        factors.goal_match, factors.reputation, factors.fair_distribution, factors.price_fit
    )
    return Score(
        # No factor is negative, so this rounds halves up.
        goal_match=int(goal + 0.5),
        reputation=int(reputation + 0.5),
        fair_distribution=int(fairness + 0.5),
        price_fit=int(price + 0.5),
        exact=exact_of(*weighted),
        factors=factors,
    )


def goal_match(keywords: Iterable[str], tags: Sequence[str]) -> float:
    """Returns the share of keywords that match a tag, 0.5 when one side is empty.

    A keyword and a tag match when one contains the other after folding.
    """
    wanted, offered = folded(tuple(keywords)), folded(tuple(tags))
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
def folded(words: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the words folded for comparison, without those that fold to nothing, because every text contains them.

    The results are cached, because one request compares the same keywords with a thousand companions.
    """
    return tuple(filter(None, map(fold, words)))


def reputation(stats: ReputationStats) -> float:
    """Returns the reputation factor, limited to 0..1."""
    value: float = reputation_of(stats.average_rating, stats.success_rate, stats.reputation_score)
    return min(max(value, 0.0), 1.0)


def fair_distribution(selections: int, most_selections: int) -> float:
    """Returns the factor of a companion with `selections` recent matches; the maximum is that of all candidates."""
    assert 0 <= selections <= most_selections
    return float(fairness_of(selections, most_selections))


def price_fit(hourly_rate: Money, max_price: Money | None) -> float | None:
    """Returns 1 − rate/budget, 0.5 without a budget, None for a rate over the budget, which excludes the companion."""
    if max_price is None:
        return UNKNOWN
    if hourly_rate > max_price or not max_price:
        return None
    return float(price_fit_of(hourly_rate.minor, max_price.minor))
