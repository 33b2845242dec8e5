"""The queries about rooms on the in-memory tables."""

from collections.abc import Collection

from attrs import frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.media.queries import RoomVisitor
from hushroom_domain.shared.ids import SessionId, UserId


@frozen
class MemoryMediaQueries:
    """Implements `MediaQueries`."""

    tables: Tables

    async def visitor(self, session_id: SessionId, user_id: UserId) -> RoomVisitor | None:
        session = self.tables.sessions.get(session_id)
        return RoomVisitor(session, self.tables.users.get(user_id)) if session else None

    async def without_room(self, session_ids: Collection[SessionId]) -> frozenset[SessionId]:
        known = filter(None, map(self.tables.sessions.get, session_ids))
        return frozenset(session.id for session in known if not session.keeps_room)
