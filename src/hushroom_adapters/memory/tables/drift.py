"""The tables of drift in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.shared.ids import DriftLogId


@frozen(kw_only=True, eq=False, slots=False)
class DriftTables:
    """The tables of drift."""

    drift_logs: Table[DriftLogId, DriftLog] = field(factory=Table)
