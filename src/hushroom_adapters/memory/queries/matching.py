"""The queries of matching on the in-memory tables."""

from collections.abc import Collection, Mapping

from attrs import frozen

from hushroom_adapters.memory.availability import bookings_of, slots_of
from hushroom_adapters.memory.goals import goal_of
from hushroom_adapters.memory.queries.cards import card_of, is_offered
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.matching.queries import Calendar, OfferedCompanion, SessionToMatch
from hushroom_domain.shared.ids import CompanionId, SessionId


@frozen
class MemoryMatchingQueries:
    """Implements `MatchingQueries`."""

    tables: Tables

    async def wanted(self, session_id: SessionId) -> SessionToMatch | None:
        session = self.tables.sessions.get(session_id)
        if session is None:
            return None
        goal = goal_of(self.tables, session_id)
        own = (one.id for one in self.tables.companions.values() if one.user_id == session.seeker_id)
        return SessionToMatch(session, goal.keywords if goal else (), next(own, None))

    async def offers(
        self, companions: Collection[CompanionId], *, with_hours: bool
    ) -> Mapping[CompanionId, OfferedCompanion]:
        known = filter(None, map(self.tables.companions.get, companions))
        return {
            one.id: OfferedCompanion(card_of(self.tables, one), self._calendar(one.id, with_hours=with_hours))
            for one in known
            if is_offered(self.tables, one)
        }

    async def calendars(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, Calendar]:
        return {one: self._calendar(one) for one in companions}

    def _calendar(self, companion_id: CompanionId, *, with_hours: bool = True) -> Calendar:
        slots = tuple(one for one in slots_of(self.tables, companion_id) if with_hours or one.is_blocked)
        return Calendar(slots, bookings_of(self.tables, companion_id))
