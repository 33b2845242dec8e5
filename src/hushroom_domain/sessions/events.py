"""The events of sessions."""

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId


@frozen(kw_only=True)
class SessionMatched(Event):
    name: ClassVar[str] = "session.matched"
    session_id: SessionId
    seeker_id: UserId
    companion_id: CompanionId
    companion_user_id: UserId


@frozen(kw_only=True)
class SessionStarted(Event):
    name: ClassVar[str] = "session.started"
    session_id: SessionId


@frozen(kw_only=True)
class SessionEnded(Event):
    """A session that took place is over: completed or abandoned."""

    name: ClassVar[str] = "session.ended"
    session_id: SessionId
    seeker_id: UserId
    companion_id: CompanionId
    companion_user_id: UserId
    is_completed: bool


@frozen(kw_only=True)
class SessionCancelled(Event):
    name: ClassVar[str] = "session.cancelled"
    session_id: SessionId
    cancelled_by: UserId | None = None
    """The participant who cancelled it; None when the platform did, and in events of releases before it existed."""


@frozen
class SessionChanged(Event):
    """The status of a session changed; the people in its room are to be notified."""

    name: ClassVar[str] = "session.changed"
    session_id: SessionId


@frozen
class CompanionReady(Event):
    """The companion of a session declared to be ready, at `at`."""

    name: ClassVar[str] = "session.companion_ready"
    session_id: SessionId
    at: datetime


@frozen
class SessionBeginDue(Event):
    """The session that was appointed for `at` is about to begin, if it still is."""

    name: ClassVar[str] = "session.begin_due"
    session_id: SessionId
    at: datetime


@frozen
class MatchExpiryDue(Event):
    """The time limit for the payment of a match may be over."""

    name: ClassVar[str] = "session.match_expiry_due"
    session_id: SessionId


@frozen
class MilestoneDue(Event):
    """A session may have reached `percent` of its planned time."""

    name: ClassVar[str] = "session.milestone_due"
    session_id: SessionId
    percent: int
