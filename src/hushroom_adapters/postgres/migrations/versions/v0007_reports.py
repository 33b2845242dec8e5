"""One pending report for each reporter and reported user, and reports that no longer count towards a hold.

Of several pending reports of one pair the oldest stays; the others are dismissed with a note. A program of the step
before goes on working: a second report of a pair fails in it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

KEY, ADMINS = "abuse_reports_pending_key", "users_admin_idx"
NOTE = "Dismissed: an older report by the same person about the same person was pending."
KIND = "REPORT_FILED"
KINDS = (
    "WELCOME",
    "BOOKING_CONFIRMATION",
    "SESSION_COMPLETED",
    "COMPANION_APPROVED",
    "ACCOUNT_SUSPENDED",
    "VERIFY_EMAIL",
    "RESET_PASSWORD",
    "HOLD_LAPSED",
)
DISMISS = f"""
    UPDATE abuse_reports AS later SET status = 'DISMISSED', resolved_at = now(), admin_notes = '{NOTE}'
    WHERE later.status = 'PENDING' AND EXISTS (
        SELECT 1 FROM abuse_reports AS earlier
        WHERE earlier.status = 'PENDING'
          AND earlier.reporter_id = later.reporter_id AND earlier.reported_user_id = later.reported_user_id
          AND (earlier.created_at, earlier.id) < (later.created_at, later.id)
    )
"""  # noqa: S608 - words of this file


def upgrade() -> None:
    """Take the step."""
    op.add_column("abuse_reports", sa.Column("counts", sa.Boolean, nullable=False, server_default=sa.true()))
    op.execute(DISMISS)
    pending = sa.text("status = 'PENDING'")
    op.create_index(KEY, "abuse_reports", ["reporter_id", "reported_user_id"], unique=True, postgresql_where=pending)
    op.create_index(ADMINS, "users", ["id"], postgresql_where=sa.text("role = 'ADMIN'"))
    _allow((*KINDS, KIND))


def downgrade() -> None:
    """Take it back; that such letters were sent is forgotten, and dismissed reports stay dismissed."""
    op.execute(f"DELETE FROM deliveries WHERE kind = '{KIND}'")  # noqa: S608 - a word of this file
    _allow(KINDS)
    op.drop_index(ADMINS)
    op.drop_index(KEY)
    op.drop_column("abuse_reports", "counts")


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(
        "ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check,"
        f" ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ({listed}))"
    )
