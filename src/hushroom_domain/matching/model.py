"""Candidates and matches: companions before and after they are scored and ordered."""

from collections.abc import Iterable
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
class CandidateCard:
    """An eligible companion with the card that clients see; `selections` counts its matches of seven days."""

    card: CompanionCard
    selections: int = 0

    @property
    def candidate(self) -> Candidate:
        """Returns the facts that the scorer needs."""
        companion = self.card.companion
        return Candidate(
            companion_id=companion.id,
            hourly_rate=companion.hourly_rate,
            expertise_tags=companion.expertise_tags,
            stats=companion.stats,
            selections=self.selections,
        )


@frozen
class Shortlist:
    """The best candidates of one request; `most_selections` is the largest number among all its candidates."""

    offers: tuple[CandidateCard, ...] = ()
    most_selections: int = 0

    def matches(self, keywords: tuple[str, ...], criteria: Criteria) -> tuple[Match, ...]:
        """Returns the candidates with their scores, best first."""
        cards = {offer.card.companion.id: offer.card for offer in self.offers}
        ranked = rank((offer.candidate for offer in self.offers), keywords, criteria, self.most_selections)
        return tuple(Match(cards[one.companion_id], one.score) for one in ranked)


def shortlist(offers: Iterable[CandidateCard], keywords: tuple[str, ...], criteria: Criteria, limit: int) -> Shortlist:
    """Returns the first `limit` candidates in the order of `rank`; an adapter may compute the same list differently."""
    pool = {offer.card.companion.id: offer for offer in offers}
    most = max((offer.selections for offer in pool.values()), default=0)
    best = rank((offer.candidate for offer in pool.values()), keywords, criteria)[:limit]
    return Shortlist(tuple(pool[one.companion_id] for one in best), most)


def rank(
    candidates: Iterable[Candidate], keywords: tuple[str, ...], criteria: Criteria, most_selections: int = 0
) -> tuple[ScoredCandidate, ...]:
    """Scores the candidates within the budget and returns them, best first.

    `most_selections` is needed when `candidates` are only a part of the request's candidates. The order is total and
    does not depend on the order of the input: by score, then by the score before rounding, then by id.
    """
    pool = tuple(candidates)
    most = max((candidate.selections for candidate in pool), default=0)
    most = max(most, most_selections)
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
