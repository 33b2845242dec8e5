"""The tables of moderation in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.shared.ids import ReportId


@frozen(kw_only=True, eq=False, slots=False)
class ModerationTables:
    """The tables of moderation."""

    reports: Table[ReportId, AbuseReport] = field(factory=Table)
