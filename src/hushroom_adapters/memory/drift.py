"""Drift logs in memory."""

from attrs import frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.drift.errors import DriftLogNotFound
from hushroom_domain.drift.model import DriftLog, DriftTrigger
from hushroom_domain.shared.ids import DriftLogId, SessionId


@frozen
class MemoryDriftLogs:
    """Implements `DriftLogs`."""

    tables: Tables

    async def add(self, log: DriftLog) -> None:
        self.tables.drift_logs.put(log.id, log)

    async def add_milestone(self, log: DriftLog, percent: int) -> bool:
        milestones = (one for one in self._of(log.session_id) if one.trigger_type is DriftTrigger.TIMER)
        if any(one.trigger_data.get("percent") == percent for one in milestones):
            return False
        await self.add(log)
        return True

    async def get(self, log_id: DriftLogId) -> DriftLog | None:
        return self.tables.drift_logs.get(log_id)

    async def lock(self, log_id: DriftLogId) -> DriftLog:
        log = self.tables.drift_logs.get(log_id)
        if log is None:
            raise DriftLogNotFound
        return log

    async def unacknowledged(self, session_id: SessionId) -> int:
        flags = (one for one in self._of(session_id) if one.trigger_type is DriftTrigger.MANUAL)
        return sum(flag.acknowledged_at is None for flag in flags)

    async def save(self, log: DriftLog) -> None:
        self.tables.drift_logs.put(log.id, log)

    def _of(self, session_id: SessionId) -> list[DriftLog]:
        return [log for log in self.tables.drift_logs.values() if log.session_id == session_id]


class MemoryDriftRepositories(MemoryRepositories):
    """The repositories of drift in one transaction."""

    @property
    def drift_logs(self) -> MemoryDriftLogs:
        return MemoryDriftLogs(self.tables)
