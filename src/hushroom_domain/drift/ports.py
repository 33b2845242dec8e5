"""The ports of drift."""

from typing import Protocol

from hushroom_domain.drift.model import DriftLog
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ids import DriftLogId, SessionId
from hushroom_domain.shared.ports import Outbox


class DriftLogs(Protocol):
    """The repository of drift logs."""

    async def add(self, log: DriftLog) -> None: ...

    async def add_milestone(self, log: DriftLog, percent: int) -> bool:
        """Stores the log of a milestone, and returns False if the session has one for the percentage."""
        ...

    async def get(self, log_id: DriftLogId) -> DriftLog | None: ...

    async def lock(self, log_id: DriftLogId) -> DriftLog:
        """Returns the log, locked until the transaction ends. Raises: DriftLogNotFound."""
        ...

    async def unacknowledged(self, session_id: SessionId) -> int:
        """Returns the number of unacknowledged flags of the companion."""
        ...

    async def save(self, log: DriftLog) -> None: ...


class DriftWork(Protocol):
    """The part of a transaction that drift uses."""

    @property
    def sessions(self) -> Sessions: ...
    @property
    def drift_logs(self) -> DriftLogs: ...
    @property
    def outbox(self) -> Outbox: ...
