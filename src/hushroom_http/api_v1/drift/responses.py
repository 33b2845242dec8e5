"""Drift logs."""

from typing import Annotated, Any

from hushroom_domain.drift.model import DriftLog, DriftTrigger
from hushroom_domain.shared.severity import DriftSeverity
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of


class DriftLogAnswer(Answer):
    """A drift of a session away from its goal."""

    id: Id
    session_id: Id
    severity: Annotated[str, member_of(DriftSeverity)]
    message: str
    trigger_type: Annotated[str, member_of(DriftTrigger)]
    trigger_data: dict[str, Any]
    acknowledged_by: Id | None
    acknowledged_at: Time | None
    timestamp: Time


def drift_log_answer(log: DriftLog) -> DriftLogAnswer:
    return DriftLogAnswer(
        id=log.id,
        session_id=log.session_id,
        severity=log.severity,
        message=log.message,
        trigger_type=log.trigger_type,
        trigger_data=log.trigger_data,
        acknowledged_by=log.acknowledged_by,
        acknowledged_at=at(log.acknowledged_at),
        timestamp=at(log.timestamp),
    )
