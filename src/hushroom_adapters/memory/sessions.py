"""Sessions and their participants in memory."""

from datetime import datetime

from attrs import frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.events import MatchExpiryDue
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import (
    OVER,
    RUNNING,
    TRANSITIONS,
    SessionAction,
    SessionActor,
    SessionStatus,
)
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.participants import ParticipantRole


@frozen
class MemorySessions:
    """Implements `Sessions`."""

    tables: Tables

    async def add(self, session: Session) -> None:
        self.tables.sessions.put(session.id, session)

    async def get(self, session_id: SessionId) -> Session | None:
        return self.tables.sessions.get(session_id)

    async def lock(self, session_id: SessionId) -> Session:
        session = self.tables.sessions.get(session_id)
        if session is None:
            raise SessionNotFound
        return session

    async def save(self, session: Session) -> None:
        self.tables.sessions.put(session.id, session)

    async def unstarted_with(self, companion_id: CompanionId) -> tuple[SessionId, ...]:
        theirs = (one for one in self.tables.sessions.values() if one.companion_id == companion_id)
        return tuple(
            sorted(one.id for one in theirs if TRANSITIONS.can(SessionAction.CANCEL, one.status, SessionActor.SYSTEM))
        )

    async def unstarted_of(self, user_id: UserId) -> tuple[SessionId, ...]:
        theirs = (one for one in self.tables.sessions.values() if one.role_of(user_id) is not None)
        return tuple(
            sorted(one.id for one in theirs if TRANSITIONS.can(SessionAction.CANCEL, one.status, SessionActor.SYSTEM))
        )

    async def unmatched_of(self, seeker_id: UserId) -> int:
        theirs = (one for one in self.tables.sessions.values() if one.seeker_id == seeker_id)
        return sum(one.status is SessionStatus.PENDING_MATCH for one in theirs)

    async def stale(self, now: datetime, limit: int) -> tuple[SessionId, ...]:
        waiting = (session for session in self.tables.sessions.values() if session.is_stale(now))
        longest_first = sorted(waiting, key=lambda session: (session.updated_at, session.id.int))
        return tuple(session.id for session in longest_first[:limit])

    async def running_of(self, user_id: UserId) -> tuple[SessionId, ...]:
        theirs = (one for one in self.tables.sessions.values() if one.role_of(user_id) is not None)
        return tuple(sorted(one.id for one in theirs if one.status in RUNNING))

    async def overdue_matches(self, before: datetime, limit: int) -> tuple[SessionId, ...]:
        waiting = {
            row.event.session_id
            for row in self.tables.outbox.values()
            if row.done_at is None and isinstance(row.event, MatchExpiryDue)
        }
        overdue = [one for one in self.tables.sessions.values() if one.is_overdue(before) and one.id not in waiting]
        longest_first = sorted(overdue, key=lambda session: (session.pay_by or before, session.id.int))
        return tuple(session.id for session in longest_first[:limit])

    async def seated_of(self, seeker_id: UserId) -> tuple[Session, ...]:
        theirs = (one for one in self.tables.sessions.values() if one.seeker_id == seeker_id and one.holds_a_seat)
        return tuple(sorted(theirs, key=lambda session: session.id.int))

    async def running_with(self, companion_id: CompanionId) -> int:
        running = (session for session in self.tables.sessions.values() if session.status in RUNNING)
        return sum(session.companion_id == companion_id for session in running)


@frozen
class MemoryParticipants:
    """Implements `Parties`."""

    tables: Tables

    async def role_in(self, session_id: SessionId, user_id: UserId) -> ParticipantRole | None:
        session = self.tables.sessions.get(session_id)
        if session is None:
            raise SessionNotFound
        return session.role_of(user_id)

    async def is_over(self, session_id: SessionId) -> bool:
        session = self.tables.sessions.get(session_id)
        if session is None:
            raise SessionNotFound
        return session.status in OVER


class MemorySessionRepositories(MemoryRepositories):
    """The repositories of sessions in one transaction."""

    @property
    def sessions(self) -> MemorySessions:
        return MemorySessions(self.tables)

    @property
    def participants(self) -> MemoryParticipants:
        return MemoryParticipants(self.tables)
