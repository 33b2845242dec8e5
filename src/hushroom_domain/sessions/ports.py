"""The ports of sessions."""

from datetime import datetime
from typing import Protocol

from hushroom_domain.availability.ports import Bookings
from hushroom_domain.companions.ports import Companions
from hushroom_domain.contracts.ports import Contracts
from hushroom_domain.goals.ports import Goals
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.ports import Outbox
from hushroom_domain.shared.quotas import QuotaUsage


class Sessions(Protocol):
    """The repository of sessions."""

    async def add(self, session: Session) -> None: ...

    async def get(self, session_id: SessionId) -> Session | None: ...

    async def lock(self, session_id: SessionId) -> Session:
        """Returns the session, locked until the transaction ends. Raises: SessionNotFound."""
        ...

    async def save(self, session: Session) -> None: ...

    async def unstarted_with(self, companion_id: CompanionId) -> tuple[SessionId, ...]:
        """Returns the ids of the sessions matched with this companion that have not started."""
        ...

    async def unstarted_of(self, user_id: UserId) -> tuple[SessionId, ...]:
        """Returns the ids of the sessions of this user, in either role, that have not started."""
        ...

    async def unmatched_of(self, seeker_id: UserId) -> int:
        """Counts the sessions of this seeker that wait for a match."""
        ...

    async def stale(self, now: datetime, limit: int) -> tuple[SessionId, ...]:
        """Returns the ids of at most `limit` sessions that are stale (`Session.is_stale`), longest waiting first."""
        ...

    async def running_of(self, user_id: UserId) -> tuple[SessionId, ...]:
        """Returns the ids of the sessions of this user, in either role, that are in progress or paused."""
        ...

    async def overdue_matches(self, before: datetime, limit: int) -> tuple[SessionId, ...]:
        """Returns the ids of at most `limit` matches that were to be paid by `before`, the longest overdue first.

        A match whose expiry (`MatchExpiryDue`) still waits in the outbox is left to it.
        """
        ...

    async def seated_of(self, seeker_id: UserId) -> tuple[Session, ...]:
        """Returns the sessions of this seeker that hold a seat, from the match to the end, in order of their ids."""
        ...

    async def running_with(self, companion_id: CompanionId) -> int:
        """Returns the number of sessions of the companion that are in progress or paused."""
        ...


class Holds(Protocol):
    """Checks the payments of sessions."""

    async def is_good(self, session_id: SessionId, now: datetime) -> bool:
        """Returns whether the price of the session is held or captured."""
        ...


class ClosingWork(Protocol):
    """The part of a transaction that closes sessions."""

    @property
    def sessions(self) -> Sessions: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def outbox(self) -> Outbox: ...


class SessionWork(Protocol):
    """The part of a transaction that sessions use."""

    @property
    def quotas(self) -> QuotaUsage: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def contracts(self) -> Contracts: ...
    @property
    def goals(self) -> Goals: ...
    @property
    def bookings(self) -> Bookings: ...
    @property
    def holds(self) -> Holds: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
