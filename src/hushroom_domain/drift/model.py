"""Drift logs: the moments at which somebody, or the clock, noticed that a session wanders off."""

from datetime import datetime
from typing import Any

from attrs import evolve, field, frozen

from hushroom_domain.drift.events import DriftAcknowledged
from hushroom_domain.drift.severity import DriftSeverity, DriftTrigger
from hushroom_domain.shared.change import Change
from hushroom_domain.shared.ids import DriftLogId, SessionId, UserId


@frozen(kw_only=True)
class DriftLog:
    """One notice. `trigger_data` says what set it off, such as the percentage of a timer."""

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
        """This log once a party has seen it; the first acknowledgement stays."""
        if self.acknowledged_at is not None:
            return Change(self)
        return Change(evolve(self, acknowledged_by=by, acknowledged_at=now), (DriftAcknowledged(self.id),))
