"""Candidates and matches: companions before and after they are scored and ordered."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from attrs import frozen

from hushroom_domain.companions.model import ReputationStats
from hushroom_domain.companions.policy import TAG
from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.identity.policy import LANGUAGE
from hushroom_domain.matching.policy import PRICE
from hushroom_domain.matching.rules.scorer import (
    Factors,
    Score,
    fair_distribution,
    goal_match,
    price_fit,
    reputation,
    score,
)
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.money import Money


@frozen(kw_only=True)
class Criteria(ValidatedInput):
    """The seeker's criteria for a companion. `max_price` is the price of one hour; None is no budget."""

    language: Annotated[str | None, LANGUAGE] = None
    expertise_tag: Annotated[str | None, TAG] = None
    max_price: Annotated[Money | None, PRICE] = None
    online_only: bool = False

    def admits(self, card: CompanionCard) -> bool:
        """Returns whether the companion meets the criteria."""
        companion = card.companion
        return (
            price_fit(companion.hourly_rate, self.max_price) is not None
            and (companion.is_online or not self.online_only)
            and (self.language is None or card.speaks(self.language))
            and (not self.expertise_tag or companion.knows(self.expertise_tag))
        )


NO_CRITERIA = Criteria()


@frozen(kw_only=True)
class Candidate:
    """The facts about an eligible companion that the scorer needs; `selections` counts its matches of seven days."""

    companion_id: CompanionId
    hourly_rate: Money
    expertise_tags: tuple[str, ...]
    stats: ReputationStats
    selections: int = 0


@frozen
class ScoredCandidate:
    """A candidate with its score, before its calendar is read."""

    companion_id: CompanionId
    score: Score


@frozen
class Match:
    """A companion with its score for one session."""

    card: CompanionCard
    score: Score


@frozen(kw_only=True)
class CandidateSearch:
    """Selects and scores candidates: all companions that may be offered, meet the criteria and are not `own`.

    `selections` of a candidate are its matches after `since`.
    """

    keywords: tuple[str, ...] = ()
    criteria: Criteria = NO_CRITERIA
    since: datetime
    own: CompanionId | None = None
    """The profile of the seeker."""
    newest_change: int = 0
    """The number of a change of candidates; the answer takes account of it and of those before."""


def rank(candidates: Iterable[Candidate], keywords: tuple[str, ...], criteria: Criteria) -> tuple[ScoredCandidate, ...]:
    """Scores the candidates within the budget and returns them, best first.

    The order is total and does not depend on the order of the input: by score, then by the score before rounding, then
    by id.
    """
    pool = tuple(candidates)
    most = max((candidate.selections for candidate in pool), default=0)
    scored = (_scored(candidate, most, keywords, criteria) for candidate in pool)
    return tuple(sorted((one for one in scored if one is not None), key=_order))


def _scored(candidate: Candidate, most: int, keywords: tuple[str, ...], criteria: Criteria) -> ScoredCandidate | None:
    price = price_fit(candidate.hourly_rate, criteria.max_price)
    if price is None:
        return None
    factors = Factors(
        goal_match=goal_match(keywords, candidate.expertise_tags),
        reputation=reputation(candidate.stats),
        fair_distribution=fair_distribution(candidate.selections, most),
        price_fit=price,
    )
    return ScoredCandidate(candidate.companion_id, score(factors))


def _order(ranked: ScoredCandidate) -> tuple[int, float, int]:
    return (-ranked.score.hundredths, -ranked.score.exact, ranked.companion_id.int)
