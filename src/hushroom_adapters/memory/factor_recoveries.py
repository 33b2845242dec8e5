"""Recoveries of accounts in memory."""

from attrs import frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.model import FactorRecovery
from hushroom_domain.identity.state_machine import RecoveryStatus
from hushroom_domain.shared.ids import RecoveryId, UserId


@frozen
class MemoryFactorRecoveries:
    """Implements `FactorRecoveries`."""

    tables: Tables

    async def add(self, recovery: FactorRecovery) -> None:
        self.tables.factor_recoveries.put(recovery.id, recovery)

    async def get(self, recovery_id: RecoveryId) -> FactorRecovery | None:
        return self.tables.factor_recoveries.get(recovery_id)

    async def open_of(self, user_id: UserId) -> FactorRecovery | None:
        rows = self.tables.factor_recoveries.values()
        return next((one for one in rows if one.user_id == user_id and one.status is RecoveryStatus.OPEN), None)

    async def save(self, recovery: FactorRecovery) -> None:
        self.tables.factor_recoveries.put(recovery.id, recovery)
