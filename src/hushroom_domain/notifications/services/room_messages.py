"""The realtime messages to the room of a session, with the events that cause them."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Self, TypeVar

from attrs import frozen

from hushroom_domain.drift.events import DriftAcknowledged, DriftFlagged, MilestonePassed
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.notifications.model import RoomMessage
from hushroom_domain.notifications.ports import NotificationWork
from hushroom_domain.sessions.events import SessionChanged
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.events import Event

E = TypeVar("E", bound=Event)
Compose = Callable[[NotificationWork, E, datetime], Awaitable[RoomMessage | None]]
"""Reads the rows as they are now and returns a message; None when no message is due any more."""


@frozen
class SessionState(RoomMessage):
    """The status of a session, and its timer at the moment `at`."""

    session: Session
    at: datetime


@frozen
class MilestoneReached(RoomMessage):
    """A session reached `percent` of its planned time."""

    session: Session
    percent: int


@frozen
class DriftAlert(RoomMessage):
    """Drift was flagged and is not acknowledged."""

    log: DriftLog


@frozen
class DriftAcknowledgement(RoomMessage):
    """Drift was acknowledged."""

    log: DriftLog


@frozen
class RoomMessageRow:
    """An event that causes a message; the outbox stores the name of the reaction."""

    event: type[Event]
    reaction: str
    compose: Compose[Any]

    @classmethod
    def of(cls, event: type[E], reaction: str, compose: Compose[E]) -> Self:
        """Builds a row; the type checker holds that `compose` takes an event of this type."""
        return cls(event, reaction, compose)


async def _session_state(work: NotificationWork, event: SessionChanged, now: datetime) -> RoomMessage | None:
    session = await work.sessions.get(event.session_id)
    return None if session is None else SessionState(session.id, session, now)


async def _milestone(work: NotificationWork, event: MilestonePassed, _: datetime) -> RoomMessage | None:
    session = await work.sessions.get(event.session_id)
    return None if session is None else MilestoneReached(session.id, session, event.percent)


async def _drift(work: NotificationWork, event: DriftFlagged | DriftAcknowledged, _: datetime) -> RoomMessage | None:
    log = await work.drift_logs.get(event.drift_log_id)
    if log is None:
        return None
    return (DriftAlert if log.acknowledged_at is None else DriftAcknowledgement)(log.session_id, log)


ROOM_MESSAGES = (
    RoomMessageRow.of(SessionChanged, "broadcast_session", _session_state),
    RoomMessageRow.of(MilestonePassed, "broadcast_milestone", _milestone),
    RoomMessageRow.of(DriftFlagged, "broadcast_drift", _drift),
    RoomMessageRow.of(DriftAcknowledged, "broadcast_drift", _drift),
)
