"""What drift needs from the world."""

from typing import Protocol

from hushroom_domain.drift.model import DriftLog
from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ids import DriftLogId, SessionId
from hushroom_domain.shared.ports import Outbox


class DriftLogs(Protocol):
    """The drift logs."""

    async def add(self, log: DriftLog) -> None: ...

    async def add_milestone(self, log: DriftLog, percent: int) -> bool:
        """Keep the log of a milestone, once a session and percentage; whether it is new."""
        ...

    async def get(self, log_id: DriftLogId) -> DriftLog | None: ...

    async def lock(self, log_id: DriftLogId) -> DriftLog:
        """The log, locked until the transaction ends; refuses with `DriftLogNotFound`."""
        ...

    async def unacknowledged(self, session_id: SessionId) -> int:
        """How many flags raised by hand nobody has acknowledged yet."""
        ...

    async def save(self, log: DriftLog) -> None: ...


class DriftWork(Protocol):
    """One transaction, as drift sees it."""

    @property
    def sessions(self) -> Sessions: ...
    @property
    def drift_logs(self) -> DriftLogs: ...
    @property
    def outbox(self) -> Outbox: ...
