"""Counts the use of daily quotas in memory."""

from datetime import date

from attrs import frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.quotas import Countable


@frozen
class MemoryQuotaUsage:
    """Implements `QuotaUsage`."""

    tables: Tables

    async def spend(self, what: Countable, user_id: UserId, limit: int, day: date) -> bool:
        counted_on, used = self.tables.quota_usage.get((user_id, what)) or (day, 0)
        if counted_on != day:
            used = 0
        if used >= limit:
            return False
        self.tables.quota_usage.put((user_id, what), (day, used + 1))
        return True


class MemoryQuotaRepositories(MemoryRepositories):
    """The repositories of daily quotas in one transaction."""

    @property
    def quotas(self) -> MemoryQuotaUsage:
        return MemoryQuotaUsage(self.tables)
