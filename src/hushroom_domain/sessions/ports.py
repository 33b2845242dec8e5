"""What sessions need from the world."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.availability.ports import Bookings
from hushroom_domain.companions.ports import Companions
from hushroom_domain.contracts.ports import Contracts
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.ports import Outbox
from hushroom_domain.shared.quotas import QuotaUsage


class Sessions(Protocol):
    """The sessions."""

    async def add(self, session: Session) -> None: ...

    async def get(self, session_id: SessionId) -> Session | None: ...

    async def lock(self, session_id: SessionId) -> Session:
        """The session, locked until the transaction ends; refuses with `SessionNotFound`."""
        ...

    async def save(self, session: Session) -> None: ...

    async def unstarted_with(self, companion_id: CompanionId) -> tuple[SessionId, ...]:
        """Ids of the sessions matched with this companion that have not begun."""
        ...

    async def unstarted_of(self, user_id: UserId) -> tuple[SessionId, ...]:
        """Ids of the sessions of this user, on either side, that have not begun."""
        ...

    async def unmatched_of(self, seeker_id: UserId) -> int:
        """Counts the sessions of this seeker that wait for a match."""
        ...

    async def stale(self, now: datetime, limit: int) -> tuple[SessionId, ...]:
        """Ids of at most `limit` sessions for which `Session.is_stale` holds, the longest waiting first."""
        ...

    async def running_of(self, user_id: UserId) -> tuple[SessionId, ...]:
        """Returns the ids of the sessions of this user, on either side, that are in progress or paused."""
        ...

    async def overdue_matches(self, before: datetime, limit: int) -> tuple[SessionId, ...]:
        """Returns the ids of at most `limit` matches that were to be paid by `before`, the longest overdue first."""
        ...

    async def seated_of(self, seeker_id: UserId) -> tuple[Session, ...]:
        """Returns the sessions of this seeker that hold a seat, from the match to the end, in order of their ids."""
        ...

    async def running_with(self, companion_id: CompanionId) -> int:
        """How many sessions of the companion are in progress or paused."""
        ...


class Holds(Protocol):
    """The money that stands behind sessions."""

    async def is_good(self, session_id: SessionId, now: datetime) -> bool:
        """Whether the price of the session is held, or taken already."""
        ...


class ClosingWork(Protocol):
    """As much of one transaction as closing a session takes."""

    @property
    def sessions(self) -> Sessions: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def outbox(self) -> Outbox: ...


class SessionWork(Protocol):
    """One transaction, as sessions see it."""

    @property
    def quotas(self) -> QuotaUsage: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def contracts(self) -> Contracts: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def holds(self) -> Holds: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
