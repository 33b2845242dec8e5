"""The events of drift."""

from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import DriftLogId, SessionId


@frozen
class DriftFlagged(Event):
    name: ClassVar[str] = "drift.flagged"
    drift_log_id: DriftLogId


@frozen
class DriftAcknowledged(Event):
    name: ClassVar[str] = "drift.acknowledged"
    drift_log_id: DriftLogId


@frozen
class MilestonePassed(Event):
    """A session reached a milestone of its planned time for the first time."""

    name: ClassVar[str] = "drift.milestone_passed"
    session_id: SessionId
    percent: int
