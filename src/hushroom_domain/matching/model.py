"""Candidates and matches: companions before and after they are scored and put in order."""

from collections.abc import Iterable

from attrs import frozen

from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.matching.scorer import (
    Factors,
    Score,
    fair_distribution,
    goal_match,
    price_fit,
    reputation,
    score,
)
from hushroom_domain.shared.money import Money


@frozen(kw_only=True)
class Wish:
    """What the seeker asks of a companion. `max_price` is for one hour; None is no budget."""

    language: str | None = None
    expertise_tag: str | None = None
    max_price: Money | None = None
    online_only: bool = False


NO_WISH = Wish()


@frozen
class Candidate:
    """A companion that may be chosen, and how often it was in the last seven days."""

    card: CompanionCard
    selections: int = 0


@frozen
class Match:
    """A companion with its score for one session."""

    card: CompanionCard
    score: Score


def rank(candidates: Iterable[Candidate], keywords: tuple[str, ...], wish: Wish) -> tuple[Match, ...]:
    """Score the candidates within budget and put the best first.

    The order is total and does not depend on the order of the input: by score, then by the score before rounding,
    then by id.
    """
    pool = tuple(candidates)
    most = max((candidate.selections for candidate in pool), default=0)
    matches = (_match(candidate, most, keywords, wish) for candidate in pool)
    return tuple(sorted((match for match in matches if match is not None), key=_order))


def _match(candidate: Candidate, most: int, keywords: tuple[str, ...], wish: Wish) -> Match | None:
    companion = candidate.card.companion
    price = price_fit(companion.hourly_rate, wish.max_price)
    if price is None:
        return None
    factors = Factors(
        goal_match=goal_match(keywords, companion.expertise_tags),
        reputation=reputation(companion.standing),
        fair_distribution=fair_distribution(candidate.selections, most),
        price_fit=price,
    )
    return Match(candidate.card, score(factors))


def _order(match: Match) -> tuple[int, float, int]:
    return (-match.score.hundredths, -match.score.exact, match.card.companion.id.int)
