"""The tables of one-time tokens, drift, abuse reports and the audit log; indexes for what administrators ask.

All of it is added: a program of the step before goes on working.
"""

from alembic import op

from hushroom_adapters.postgres.migrations.reading import statements

revision = "0002"
down_revision = "0001"

TABLES = ("audit_logs", "abuse_reports", "drift_logs", "one_time_tokens")
INDEXES = (
    "users_search_idx",
    "users_created_idx",
    "sessions_created_idx",
    "sessions_status_created_idx",
    "payments_created_idx",
    "payments_status_created_idx",
    "refresh_tokens_expires_at_idx",
)
KINDS = ("WELCOME", "BOOKING_CONFIRMATION", "SESSION_COMPLETED", "COMPANION_APPROVED")
NEW_KINDS = ("ACCOUNT_SUSPENDED", "VERIFY_EMAIL", "RESET_PASSWORD")


def upgrade() -> None:
    """Take the step."""
    for statement in (*statements("0002_tables.sql"), *statements("0002_triggers.sql")):
        op.execute(statement)
    _allow((*KINDS, *NEW_KINDS))


def downgrade() -> None:
    """Take it back; what was noted of letters that nobody knows any more is forgotten."""
    op.execute(f"DELETE FROM deliveries WHERE kind IN ({_listed(NEW_KINDS)})")  # noqa: S608 - words of this file
    _allow(KINDS)
    for index in INDEXES:
        op.execute(f"DROP INDEX {index}")
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION audit_logs_refuse_change")


def _allow(kinds: tuple[str, ...]) -> None:
    op.execute(
        "ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check,"
        f" ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ({_listed(kinds)}))"
    )


def _listed(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)
