"""The audit log in memory."""

from attrs import frozen

from hushroom_adapters.memory.ids import numbered
from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_adapters.observability.request_context import origin_of
from hushroom_domain.administration.queries import AuditEntry
from hushroom_domain.shared.audit import Act
from hushroom_domain.shared.ports import Clock


@frozen
class MemoryAudit:
    """Implements `Audit`."""

    tables: Tables
    clock: Clock

    async def add(self, act: Act) -> None:
        number, asked_from = len(self.tables.audit_logs) + 1, origin_of(act)
        entry = AuditEntry(
            id=numbered(number),
            action=act.action,
            actor_id=act.actor_id,
            entity=act.entity.value,
            entity_id=act.entity_id,
            metadata=act.metadata,
            ip_address=asked_from.ip_address,
            user_agent=asked_from.user_agent,
            at=self.clock.now(),
        )
        self.tables.audit_logs.put(number, entry)

    async def add_nothing(self) -> None:
        """Does nothing: no answer in memory is timed."""


class MemoryAuditRepositories(MemoryRepositories):
    """The repositories of the audit log in one transaction."""

    @property
    def audit(self) -> MemoryAudit:
        return MemoryAudit(self.tables, self.clock)
