"""The tables of notifications in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.rows import Delivery
from hushroom_adapters.memory.table import Table


@frozen(kw_only=True, eq=False, slots=False)
class NotificationTables:
    """The tables of notifications."""

    sent_emails: Table[str, Delivery] = field(factory=Table)
