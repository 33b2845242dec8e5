"""The rows of the audit log and their entities."""

from hushroom_adapters.postgres.audit.tables import AUDIT_LOGS
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_domain.administration.queries import AuditEntry

AUDIT_ENTRY = RowMapper(AuditEntry, AUDIT_LOGS, names={"at": "created_at"})
