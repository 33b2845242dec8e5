"""The table of abuse reports."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, true
from sqlalchemy import text as sql

from hushroom_adapters.postgres.core.columns import METADATA, choice, key, moment, reference, text
from hushroom_adapters.postgres.core.constraints import raising
from hushroom_adapters.postgres.core.data_classes import classify
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
classify(
    ABUSE_REPORTS,
    content="reason description admin_notes",
    technical="id reporter_id reported_user_id session_id status resolved_at counts created_at",
)
_r = ABUSE_REPORTS.c
Index("abuse_reports_created_idx", _r.created_at, _r.id)
Index("abuse_reports_status_created_idx", _r.status, _r.created_at, _r.id)
Index("abuse_reports_reporter_idx", _r.reporter_id, _r.created_at)
Index("abuse_reports_reported_idx", _r.reported_user_id, _r.created_at, _r.id)
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
