"""The audit log inside a transaction: an act and its effects are committed together."""

from collections.abc import Callable
from datetime import datetime

from attrs import frozen
from sqlalchemy import text

from hushroom_adapters.observability.request_context import origin
from hushroom_adapters.postgres.audit.mappings import AUDIT_ENTRY
from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_domain.administration.queries import AuditEntry
from hushroom_domain.shared.audit import Act

_ENTRIES = TableStatements(AUDIT_ENTRY)
_IDS = TimeOrderedIds()
_NO_ENTRY = text("""
    INSERT INTO audit_logs (id, action, entity, entity_id, metadata, created_at)
    SELECT entry, '', '', entry, '{}'::jsonb, now() FROM (SELECT gen_random_uuid() AS entry) AS nothing
    WHERE pg_logical_emit_message(true, 'hushroom', '') IS NULL
""")
"""The message is never null, so no row is added; but it is written to the log of the database and waited for."""


@frozen
class PostgresAudit:
    """Implements `Audit`."""

    transaction: Transaction
    now: Callable[[], datetime]

    async def add(self, act: Act) -> None:
        asked_from = origin()
        entry = AuditEntry(
            id=_IDS.new(),
            action=act.action.value,
            actor_id=act.actor_id,
            entity=act.entity.value,
            entity_id=act.entity_id,
            metadata=act.metadata,
            ip_address=asked_from.ip_address,
            user_agent=asked_from.user_agent,
            at=self.now(),
        )
        self.transaction.append(_ENTRIES.insert, **AUDIT_ENTRY.dump(entry))

    async def add_nothing(self) -> None:
        self.transaction.append(_NO_ENTRY)


class PostgresAuditRepositories(PostgresRepositories):
    """The repositories of the audit log in one transaction."""

    @property
    def audit(self) -> PostgresAudit:
        return PostgresAudit(self.transaction, self.now)
