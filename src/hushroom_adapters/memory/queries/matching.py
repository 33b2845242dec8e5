"""The queries of matching on the in-memory tables."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from attrs import frozen

from hushroom_adapters.memory.availability import bookings_of, slots_of
from hushroom_adapters.memory.goals import goal_of
from hushroom_adapters.memory.queries.cards import by_rank, card_of, is_offered, knows, speaks
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.matching.model import CandidateCard, Criteria, Shortlist, shortlist
from hushroom_domain.matching.queries import Calendar, PoolLimits, SessionToMatch
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId


@frozen
class MemoryMatchingQueries:
    """Implements `MatchingQueries`."""

    tables: Tables

    async def wanted(self, session_id: SessionId, among: Collection[CompanionId] = ()) -> SessionToMatch | None:
        session = self.tables.sessions.get(session_id)
        if session is None:
            return None
        goal = goal_of(self.tables, session_id)
        known = filter(None, map(self.tables.companions.get, among))
        offered = frozenset(one.id for one in known if is_offered(self.tables, one))
        return SessionToMatch(session, goal.keywords if goal else (), offered)

    async def shortlist(
        self, seeker_id: UserId, keywords: tuple[str, ...], criteria: Criteria, since: datetime, sizes: PoolLimits
    ) -> Shortlist:
        offered = (one for one in self.tables.companions.values() if is_offered(self.tables, one))
        cards = (card_of(self.tables, companion) for companion in offered if companion.user_id != seeker_id)
        found = sorted((card for card in cards if _fulfils(card, criteria)), key=by_rank)
        selections = self._selections(since)
        pool = [CandidateCard(card=card, selections=selections[card.companion.id]) for card in found[: sizes.pool]]
        return shortlist(pool, keywords, criteria, sizes.best)

    async def calendars(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, Calendar]:
        return {one: Calendar(slots_of(self.tables, one), bookings_of(self.tables, one)) for one in companions}

    def _selections(self, since: datetime) -> Counter[CompanionId]:
        return Counter(
            session.companion_id
            for session in self.tables.sessions.values()
            if session.companion_id and session.matched_at and session.matched_at > since
        )


def _fulfils(card: CompanionCard, criteria: Criteria) -> bool:
    companion = card.companion
    return (
        (criteria.max_price is None or companion.hourly_rate <= criteria.max_price)
        and (companion.is_online or not criteria.online_only)
        and speaks(card, criteria.language)
        and knows(companion, criteria.expertise_tag)
    )
