"""Drift logs in PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, func, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert

from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.drift.mappings import DRIFT_LOG
from hushroom_adapters.postgres.drift.tables import DRIFT_LOGS
from hushroom_domain.drift.errors import DriftLogNotFound
from hushroom_domain.drift.model import DriftLog, DriftTrigger
from hushroom_domain.shared.ids import DriftLogId, SessionId

_d = DRIFT_LOGS.c
_LOGS = TableStatements(DRIFT_LOG)
_ADD_MILESTONE = (
    insert(DRIFT_LOGS)
    .values({column.name: bindparam(column.name) for column in DRIFT_LOGS.c})
    .on_conflict_do_nothing(
        index_elements=[_d.session_id, _d.milestone_percent], index_where=sql("milestone_percent IS NOT NULL")
    )
    .returning(_d.id)
)
_UNACKNOWLEDGED = select(func.count().label("flags")).where(
    _d.session_id == bindparam("session"), _d.trigger_type == word(DriftTrigger.MANUAL), _d.acknowledged_at.is_(None)
)


@frozen
class PostgresDriftLogs:
    """Implements `DriftLogs`."""

    transaction: Transaction

    async def add(self, log: DriftLog) -> None:
        await self.transaction.add(_LOGS, log)

    async def add_milestone(self, log: DriftLog, percent: int) -> bool:
        values = DRIFT_LOG.dump(log) | {"milestone_percent": percent}
        return await self.transaction.row(_ADD_MILESTONE, **values) is not None

    async def get(self, log_id: DriftLogId) -> DriftLog | None:
        return await self.transaction.one(DRIFT_LOG, _LOGS.by_id, id=log_id)

    async def lock(self, log_id: DriftLogId) -> DriftLog:
        log = await self.transaction.one(DRIFT_LOG, _LOGS.lock_by_id, id=log_id)
        if log is None:
            raise DriftLogNotFound
        return log

    async def unacknowledged(self, session_id: SessionId) -> int:
        row = await self.transaction.row(_UNACKNOWLEDGED, session=session_id)
        return 0 if row is None else int(row[0])

    async def save(self, log: DriftLog) -> None:
        await self.transaction.save(_LOGS, log)


class PostgresDriftRepositories(PostgresRepositories):
    """The repositories of drift in one transaction."""

    @property
    def drift_logs(self) -> PostgresDriftLogs:
        return PostgresDriftLogs(self.transaction)
