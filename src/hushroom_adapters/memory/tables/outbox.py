"""The tables of the outbox in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.rows import OutboxRow
from hushroom_adapters.memory.table import Table


@frozen(kw_only=True, eq=False, slots=False)
class OutboxTables:
    """The tables of the outbox."""

    outbox: Table[int, OutboxRow] = field(factory=Table)
