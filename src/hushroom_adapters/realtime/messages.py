"""The messages of the realtime channel as data, so that every process sends the same ones."""

from datetime import datetime
from functools import singledispatch
from typing import Any

from attrs import frozen

from hushroom_domain.drift.model import DriftLog
from hushroom_domain.notifications.model import RoomMessage
from hushroom_domain.notifications.services.room_messages import (
    DriftAcknowledgement,
    DriftAlert,
    MilestoneReached,
    SessionState,
)
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.rules.timing import percent_of, phase_of
from hushroom_domain.shared.ids import SessionId

SESSIONS, DRIFT = "/ws/session", "/ws/drift"
"""The two namespaces."""
UTC_SUFFIX = len("+00:00")


@frozen(kw_only=True)
class RealtimeMessage:
    """One message to everybody in the room of a session."""

    namespace: str
    event: str
    session_id: SessionId
    payload: dict[str, Any]

    @property
    def room(self) -> str:
        return room_of(self.session_id)


def room_of(session_id: SessionId) -> str:
    return f"session:{session_id}"


@singledispatch
def messages_of(message: RoomMessage) -> tuple[RealtimeMessage, ...]:
    """Returns what clients of API v1 receive of a message, in order."""
    raise TypeError(type(message))


@messages_of.register
def _(message: SessionState) -> tuple[RealtimeMessage, ...]:
    return session_state(message.session), timer_tick(message.session, message.at)


@messages_of.register
def _(message: MilestoneReached) -> tuple[RealtimeMessage, ...]:
    return (milestone(message.session, message.percent),)


@messages_of.register
def _(message: DriftAlert) -> tuple[RealtimeMessage, ...]:
    return (_about_drift("drift-alert", message.log),)


@messages_of.register
def _(message: DriftAcknowledgement) -> tuple[RealtimeMessage, ...]:
    return (_about_drift("drift-acknowledged", message.log),)


def session_state(session: Session) -> RealtimeMessage:
    """Returns the message with the status of the session."""
    payload = {
        "sessionId": str(session.id),
        "status": session.status.value,
        "plannedDuration": session.planned_minutes,
        "durationMinutes": session.duration_minutes,
        "startedAt": _at(session.started_at),
        "pausedAt": _at(session.paused_at),
        "endedAt": _at(session.ended_at),
        "cancellationReason": session.cancellation_reason,
        "updatedAt": _at(session.updated_at),
    }
    return RealtimeMessage(namespace=SESSIONS, event="session-state-update", session_id=session.id, payload=payload)


def timer_tick(session: Session, now: datetime) -> RealtimeMessage:
    """Returns the seconds in progress; a client counts on from them while `status` is IN_PROGRESS."""
    elapsed = session.timeline.elapsed_seconds(now)
    payload = {
        "sessionId": str(session.id),
        "elapsed": elapsed,
        "remaining": max(0, session.planned_minutes * 60 - elapsed),
        "percent": percent_of(elapsed, session.planned_minutes),
        "phase": phase_of(elapsed, session.planned_minutes).value,
        "status": session.status.value,
        "timestamp": _at(now),
    }
    return RealtimeMessage(namespace=SESSIONS, event="timer-tick", session_id=session.id, payload=payload)


def milestone(session: Session, percent: int) -> RealtimeMessage:
    """Returns the message that `percent` of the planned time is over; the phase is that of the milestone."""
    phase = phase_of(session.planned_minutes * 60 * percent // 100, session.planned_minutes)
    payload = {"sessionId": str(session.id), "percent": percent, "phase": phase.value}
    return RealtimeMessage(namespace=SESSIONS, event="timer-milestone", session_id=session.id, payload=payload)


def participant_joined(session_id: SessionId, people: int) -> RealtimeMessage:
    return _attendance("participant-joined", session_id, people)


def participant_left(session_id: SessionId, people: int) -> RealtimeMessage:
    return _attendance("participant-left", session_id, people)


def _attendance(event: str, session_id: SessionId, people: int) -> RealtimeMessage:
    payload = {"sessionId": str(session_id), "participantCount": people}
    return RealtimeMessage(namespace=SESSIONS, event=event, session_id=session_id, payload=payload)


def _about_drift(event: str, log: DriftLog) -> RealtimeMessage:
    payload = {
        "id": str(log.id),
        "sessionId": str(log.session_id),
        "severity": log.severity.value,
        "message": log.message,
        "triggerType": log.trigger_type.value,
        "triggerData": log.trigger_data,
        "acknowledgedBy": str(log.acknowledged_by) if log.acknowledged_by else None,
        "acknowledgedAt": _at(log.acknowledged_at),
        "timestamp": _at(log.timestamp),
    }
    return RealtimeMessage(namespace=DRIFT, event=event, session_id=log.session_id, payload=payload)


def _at(moment: datetime | None) -> str | None:
    """Returns the moment as API v1 writes it."""
    return None if moment is None else moment.isoformat(timespec="milliseconds")[:-UTC_SUFFIX] + "Z"
