"""Sessions and their participants in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import Uuid, and_, bindparam, case, cast, func, literal_column, or_, select

from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.outbox.tables import OUTBOX
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.events import MatchExpiryDue
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.policy import IDLE_LIMIT, LONGEST_RUN
from hushroom_domain.sessions.state_machine import (
    HOLDS_A_SEAT,
    OVER,
    RUNNING,
    TRANSITIONS,
    SessionAction,
    SessionActor,
    SessionStatus,
)
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.participants import ParticipantRole

_s = SESSIONS.c
_SESSIONS = TableStatements(SESSION)
_RUNNING = [word(status) for status in sorted(RUNNING)]
_SEATED = [status for status in SessionStatus if status in HOLDS_A_SEAT]
_WAITING = [
    word(status) for status in SessionStatus if TRANSITIONS.can(SessionAction.CANCEL, status, SessionActor.SYSTEM)
]
_IS_RUNNING = _s.status.in_(_RUNNING)
_IS_TO_BE_PAID = and_(_s.status == word(SessionStatus.MATCHED), _s.pay_by.is_not(None))
_SINCE = case(
    (_IS_RUNNING, func.coalesce(_s.started_at, _s.updated_at)),
    else_=func.greatest(_s.updated_at, _s.scheduled_at),
)
_STALE = (
    select(_s.id)
    .where(
        or_(
            _IS_RUNNING & (bindparam("run_before") > _SINCE),
            _s.status.in_(_WAITING) & ~_IS_TO_BE_PAID & (bindparam("waiting_before") > _SINCE),
        )
    )
    .order_by(_s.updated_at, _s.id)
    .limit(bindparam("at_most"))
)
"""The rule of `Session.is_stale` in SQL; a test compares the two."""
_UNSTARTED_WITH = (
    select(_s.id).where(_s.companion_id == bindparam("companion_id"), _s.status.in_(_WAITING)).order_by(_s.id)
)
_OF_USER = (
    select(_s.id)
    .where(or_(_s.seeker_id == bindparam("user_id"), _s.companion_user_id == bindparam("user_id")))
    .order_by(_s.id)
)
_UNSTARTED_OF = _OF_USER.where(_s.status.in_(_WAITING))
_RUNNING_OF = _OF_USER.where(_IS_RUNNING)
_UNMATCHED_OF = select(func.count().label("unmatched")).where(
    _s.seeker_id == bindparam("seeker_id"), _s.status == word(SessionStatus.PENDING_MATCH)
)
_RUNNING_WITH = select(func.count().label("running")).where(_s.companion_id == bindparam("companion_id"), _IS_RUNNING)
_EXPIRIES_THAT_WAIT = select(cast(OUTBOX.c.payload["session_id"].astext, Uuid)).where(
    OUTBOX.c.event == literal_column(f"'{MatchExpiryDue.name}'"), OUTBOX.c.done_at.is_(None), OUTBOX.c.died_at.is_(None)
)
_OVERDUE_MATCHES = (
    select(_s.id)
    .where(
        _s.status == word(SessionStatus.MATCHED),
        _s.pay_by <= bindparam("before"),
        _s.id.not_in(_EXPIRIES_THAT_WAIT),
    )
    .order_by(_s.pay_by, _s.id)
    .limit(bindparam("at_most"))
)
_SEATED_OF = _SESSIONS.by(_s.seeker_id).where(_s.status.in_([word(status) for status in _SEATED])).order_by(_s.id)
_PARTIES = select(_s.seeker_id, _s.companion_user_id).where(_s.id == bindparam("id"))
_IS_OVER = select(_s.status.in_([word(status) for status in OVER])).where(_s.id == bindparam("id"))


@frozen
class PostgresSessions:
    """Implements `Sessions`."""

    transaction: Transaction

    async def add(self, session: Session) -> None:
        await self.transaction.add(_SESSIONS, session)

    async def get(self, session_id: SessionId) -> Session | None:
        return await self.transaction.one(SESSION, _SESSIONS.by_id, id=session_id)

    async def lock(self, session_id: SessionId) -> Session:
        session = await self.transaction.one(SESSION, _SESSIONS.lock_by_id, id=session_id)
        if session is None:
            raise SessionNotFound
        return session

    async def save(self, session: Session) -> None:
        await self.transaction.save(_SESSIONS, session)

    async def unstarted_with(self, companion_id: CompanionId) -> tuple[SessionId, ...]:
        rows = await self.transaction.rows(_UNSTARTED_WITH, companion_id=companion_id)
        return tuple(session_id for (session_id,) in rows)

    async def unstarted_of(self, user_id: UserId) -> tuple[SessionId, ...]:
        rows = await self.transaction.rows(_UNSTARTED_OF, user_id=user_id)
        return tuple(session_id for (session_id,) in rows)

    async def unmatched_of(self, seeker_id: UserId) -> int:
        row = await self.transaction.row(_UNMATCHED_OF, seeker_id=seeker_id)
        return 0 if row is None else int(row[0])

    async def stale(self, now: datetime, limit: int) -> tuple[SessionId, ...]:
        rows = await self.transaction.rows(
            _STALE, run_before=now - LONGEST_RUN, waiting_before=now - IDLE_LIMIT, at_most=limit
        )
        return tuple(session_id for (session_id,) in rows)

    async def running_of(self, user_id: UserId) -> tuple[SessionId, ...]:
        rows = await self.transaction.rows(_RUNNING_OF, user_id=user_id)
        return tuple(session_id for (session_id,) in rows)

    async def overdue_matches(self, before: datetime, limit: int) -> tuple[SessionId, ...]:
        rows = await self.transaction.rows(_OVERDUE_MATCHES, before=before, at_most=limit)
        return tuple(session_id for (session_id,) in rows)

    async def seated_of(self, seeker_id: UserId) -> tuple[Session, ...]:
        return await self.transaction.many(SESSION, _SEATED_OF, seeker_id=seeker_id)

    async def running_with(self, companion_id: CompanionId) -> int:
        row = await self.transaction.row(_RUNNING_WITH, companion_id=companion_id)
        return 0 if row is None else int(row[0])


@frozen
class PostgresParticipants:
    """Implements `Parties`."""

    transaction: Transaction

    async def role_in(self, session_id: SessionId, user_id: UserId) -> ParticipantRole | None:
        row = await self.transaction.row(_PARTIES, id=session_id)
        if row is None:
            raise SessionNotFound
        seeker_id, companion_user_id = row
        if user_id == seeker_id:
            return ParticipantRole.SEEKER
        return ParticipantRole.COMPANION if user_id == companion_user_id else None

    async def is_over(self, session_id: SessionId) -> bool:
        row = await self.transaction.row(_IS_OVER, id=session_id)
        if row is None:
            raise SessionNotFound
        return bool(row[0])


class PostgresSessionRepositories(PostgresRepositories):
    """The repositories of sessions in one transaction."""

    @property
    def sessions(self) -> PostgresSessions:
        return PostgresSessions(self.transaction)

    @property
    def participants(self) -> PostgresParticipants:
        return PostgresParticipants(self.transaction)
