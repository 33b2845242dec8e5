"""The tables of the audit log in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.administration.queries import AuditEntry


@frozen(kw_only=True, eq=False, slots=False)
class AuditTables:
    """The tables of the audit log."""

    audit_logs: Table[int, AuditEntry] = field(factory=Table)
