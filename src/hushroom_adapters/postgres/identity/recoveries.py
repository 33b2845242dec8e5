"""The recoveries of accounts in PostgreSQL."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, select

from hushroom_adapters.postgres.core.executor import QueryExecutor, TableStatements
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.identity.mappings import FACTOR_RECOVERY, USER
from hushroom_adapters.postgres.identity.recovery_tables import FACTOR_RECOVERIES
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_domain.identity.model import FactorRecovery
from hushroom_domain.identity.policy import RECOVERIES_LISTED, RECOVERY_LASTS
from hushroom_domain.identity.queries import RecoveryRecord
from hushroom_domain.identity.state_machine import RecoveryStatus
from hushroom_domain.shared.ids import RecoveryId, UserId

_r = FACTOR_RECOVERIES.c
_RECOVERIES = TableStatements(FACTOR_RECOVERY)
_BY_ID = select(*FACTOR_RECOVERY.columns).where(_r.id == bindparam("wanted"))
_OPEN = select(*FACTOR_RECOVERY.columns).where(_r.user_id == bindparam("user"), _r.status == RecoveryStatus.OPEN.value)

_WAITING = (
    select(*FACTOR_RECOVERY.columns, *USER.columns)
    .select_from(FACTOR_RECOVERIES.join(USERS, USERS.c.id == _r.user_id))
    .where(_r.status == RecoveryStatus.OPEN.value, _r.asked_at > bindparam("since"))
    .order_by(_r.asked_at, _r.id)
    .limit(bindparam("take"))
)


@frozen
class PostgresFactorRecoveries:
    """Implements `FactorRecoveries`."""

    transaction: Transaction

    async def add(self, recovery: FactorRecovery) -> None:
        await self.transaction.add(_RECOVERIES, recovery)

    async def get(self, recovery_id: RecoveryId) -> FactorRecovery | None:
        return await self.transaction.one(FACTOR_RECOVERY, _BY_ID, wanted=recovery_id)

    async def open_of(self, user_id: UserId) -> FactorRecovery | None:
        return await self.transaction.one(FACTOR_RECOVERY, _OPEN, user=user_id)

    async def save(self, recovery: FactorRecovery) -> None:
        await self.transaction.save(_RECOVERIES, recovery)


@frozen
class PostgresRecoveryQueries:
    """Implements `RecoveryQueries`."""

    executor: QueryExecutor

    async def open(self, now: datetime) -> tuple[RecoveryRecord, ...]:
        rows = await self.executor.rows(_WAITING, since=now - RECOVERY_LASTS, take=RECOVERIES_LISTED)
        return tuple(
            RecoveryRecord(recovery=FACTOR_RECOVERY.load(row), user=USER.load(row, FACTOR_RECOVERY.width))
            for row in rows
        )
