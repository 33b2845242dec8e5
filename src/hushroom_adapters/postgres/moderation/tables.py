"""The tables of abuse reports and of the audit log."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, true
from sqlalchemy import text as sql

from hushroom_adapters.postgres.core.columns import METADATA, choice, json, key, moment, reference, text
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_domain.moderation.errors import AlreadyReported
from hushroom_domain.moderation.state_machine import ReportStatus

ABUSE_REPORTS = Table(
    "abuse_reports",
    METADATA,
    key(),
    reference("reporter_id", "users.id"),
    reference("reported_user_id", "users.id"),
    reference("session_id", "sessions.id", nullable=True),
    text("reason"),
    text("description"),
    choice("status", ReportStatus),
    text("admin_notes", nullable=True),
    moment("resolved_at", nullable=True),
    Column("counts", Boolean, nullable=False, server_default=true()),
    moment("created_at"),
    CheckConstraint("reporter_id <> reported_user_id", name="not_oneself"),
    comment="What people complained of to the platform, and what became of it. Personal: who complained of whom, the "
    "words, and the notes of those who judged.",
)
_r = ABUSE_REPORTS.c
Index("abuse_reports_created_idx", _r.created_at, _r.id)
Index("abuse_reports_status_created_idx", _r.status, _r.created_at, _r.id)
Index("abuse_reports_reporter_idx", _r.reporter_id, _r.created_at)
Index("abuse_reports_pending_idx", _r.reported_user_id, _r.created_at, postgresql_where=sql("status = 'PENDING'"))
raising(
    AlreadyReported,
    Index(
        "abuse_reports_pending_key",
        _r.reporter_id,
        _r.reported_user_id,
        unique=True,
        postgresql_where=sql("status = 'PENDING'"),
    ),
)

AUDIT_LOGS = Table(
    "audit_logs",
    METADATA,
    key(),
    # No check: acts are added freely, and to check a long log anew takes long.
    text("action"),
    reference("actor_id", "users.id", nullable=True),
    text("entity"),
    # No foreign key: what an act was done to may be gone, the act stays.
    Column("entity_id", key().type, nullable=False),
    json("metadata"),
    text("ip_address", nullable=True),
    text("user_agent", nullable=True),
    moment("created_at"),
    comment="Who did what to what; no row is ever changed or removed. Personal: the acts of people, and the address "
    "and program they came from.",
)
_a = AUDIT_LOGS.c
Index("audit_logs_created_idx", _a.created_at, _a.id)
Index("audit_logs_actor_idx", _a.actor_id, _a.created_at, _a.id)
Index("audit_logs_action_idx", _a.action, _a.created_at, _a.id)
Index("audit_logs_entity_idx", _a.entity_id)
