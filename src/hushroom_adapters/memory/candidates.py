"""Candidates on the in-memory tables: every offered companion is scored for each search."""

from collections import Counter
from datetime import datetime

from attrs import frozen

from hushroom_adapters.memory.queries.cards import card_of, is_offered
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.companions.model import Companion
from hushroom_domain.matching.model import Candidate, CandidateSearch, ScoredCandidate, rank
from hushroom_domain.shared.ids import CompanionId


@frozen
class MemoryCandidates:
    """Implements `Candidates`."""

    tables: Tables

    async def best(self, search: CandidateSearch, limit: int) -> tuple[ScoredCandidate, ...]:
        selections = self._selections(search.since)
        pool = [
            Candidate(
                companion_id=one.id,
                hourly_rate=one.hourly_rate,
                expertise_tags=one.expertise_tags,
                stats=one.stats,
                selections=selections[one.id],
            )
            for one in self.tables.companions.values()
            if one.id != search.own and self._is_candidate(one, search)
        ]
        return rank(pool, search.keywords, search.criteria)[:limit]

    def _is_candidate(self, companion: Companion, search: CandidateSearch) -> bool:
        return is_offered(self.tables, companion) and search.criteria.admits(card_of(self.tables, companion))

    def _selections(self, since: datetime) -> Counter[CompanionId]:
        return Counter(
            session.companion_id
            for session in self.tables.sessions.values()
            if session.companion_id and session.matched_at and session.matched_at > since
        )
