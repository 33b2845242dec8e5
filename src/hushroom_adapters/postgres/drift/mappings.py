"""The rows of drift and their entities."""

from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.drift.tables import DRIFT_LOGS
from hushroom_domain.drift.model import DriftLog, DriftTrigger


def milestone_of(log: DriftLog) -> int | None:
    """Returns the percentage of a log that the timer made; None for a log that a person made."""
    return log.trigger_data.get("percent") if log.trigger_type is DriftTrigger.TIMER else None


DRIFT_LOG = RowMapper(
    DriftLog, DRIFT_LOGS, names={"timestamp": "created_at"}, derived={"milestone_percent": milestone_of}
)
