"""Drift logs: the moments at which a companion or a timer noticed that a session drifts from its goal or its time."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from hushroom_domain.drift.events import DriftAcknowledged
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.ids import DriftLogId, SessionId, UserId
from hushroom_domain.shared.severity import DriftSeverity


class DriftTrigger(StrEnum):
    """The source of a drift log: a person, or the timer of the planned duration."""

    MANUAL = "manual"
    TIMER = "timer"


@frozen(kw_only=True)
class DriftLog:
    """One noticed drift of a session. `trigger_data` holds the cause, such as the percentage of a milestone."""

    id: DriftLogId
    session_id: SessionId
    severity: DriftSeverity
    message: str
    trigger_type: DriftTrigger
    trigger_data: dict[str, Any] = field(factory=dict)
    acknowledged_by: UserId | None = None
    acknowledged_at: datetime | None = None
    timestamp: datetime

    def acknowledged(self, by: UserId, now: datetime) -> Change["DriftLog"]:
        """Records that a participant has seen the log; a later acknowledgement changes nothing."""
        if self.acknowledged_at is not None:
            return Change(self)
        return Change(evolve(self, acknowledged_by=by, acknowledged_at=now), (DriftAcknowledged(self.id),))
