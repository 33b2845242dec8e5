"""The tables of sessions in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import SessionId


@frozen(kw_only=True, eq=False, slots=False)
class SessionTables:
    """The tables of sessions."""

    sessions: Table[SessionId, Session] = field(factory=Table)
