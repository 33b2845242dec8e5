"""The recoveries of accounts whose second factors are lost, their quota, their mailed links, and the emails about them.

A program of the step before goes on working; it stops no recovery when a second factor is shown.
"""

import sqlalchemy as sa
from alembic import op

from hushroom_adapters.postgres.migrations.checks import allow, listed

revision = "0055"
down_revision = "0054"

TABLE = "factor_recoveries"
COUNTED = (
    "sessions",
    "reports",
    "exports",
    "blocks",
    "avatars",
    "identity_checks",
    "identity_links",
    "passkeys",
    "email_changes",
)
PURPOSES = ("VERIFY_EMAIL", "RESET_PASSWORD", "CONFIRM_EMAIL_CHANGE", "UNDO_EMAIL_CHANGE")
EMAILS = (
    "WELCOME",
    "BOOKING_CONFIRMATION",
    "SESSION_COMPLETED",
    "COMPANION_APPROVED",
    "ACCOUNT_SUSPENDED",
    "VERIFY_EMAIL",
    "RESET_PASSWORD",
    "HOLD_LAPSED",
    "REPORT_FILED",
    "COMPANION_REACTIVATED",
    "COMPANION_SUSPENDED",
    "ATTEMPTS_BLOCKED",
    "NEW_DEVICE",
    "PASSKEY_ADDED",
    "PASSKEY_REMOVED",
    "PASSKEY_DOUBTED",
    "FACTOR_ADDED",
    "FACTOR_REMOVED",
    "RECOVERY_CODES_REPLACED",
    "IDENTITY_LINKED",
    "IDENTITY_UNLINKED",
    "EMAIL_CHANGE_ASKED",
    "CONFIRM_EMAIL_CHANGE",
    "EMAIL_CHANGE_TAKEN",
    "UNDO_EMAIL_CHANGE",
    "EMAIL_CHANGED",
    "EMAIL_CHANGE_UNDONE",
)
KIND, PURPOSE = "factor_recoveries", "STOP_RECOVERY"
NEW_EMAILS = ("RECOVERY_ASKED", "RECOVERY_STOPPED", "RECOVERY_APPROVED")


def upgrade() -> None:
    """Takes the step."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("asked_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True)),
        sa.CheckConstraint("status IN ('OPEN', 'STOPPED', 'APPROVED', 'LAPSED')", name=op.f(f"{TABLE}_status_check")),
        comment="The requests of people to sign in without their lost second factors. Personal: when, and how they "
        "ended.",
    )
    op.create_index(f"{TABLE}_user_id_idx", TABLE, ["user_id"])
    is_open = sa.text("status IN ('OPEN')")
    op.create_index(f"{TABLE}_open_key", TABLE, ["user_id"], unique=True, postgresql_where=is_open)
    allow("quota_usage", "what", (*COUNTED, KIND))
    allow("one_time_tokens", "purpose", (*PURPOSES, PURPOSE))
    allow("deliveries", "kind", (*EMAILS, *NEW_EMAILS))


def downgrade() -> None:
    """Takes it back; open recoveries are forgotten, and the second factors stay."""
    op.execute(f"DELETE FROM quota_usage WHERE what = '{KIND}'")  # noqa: S608 - our own word
    op.execute(f"DELETE FROM one_time_tokens WHERE purpose = '{PURPOSE}'")  # noqa: S608 - our own word
    op.execute(f"DELETE FROM deliveries WHERE kind IN ({listed(NEW_EMAILS)})")  # noqa: S608 - our own words
    allow("quota_usage", "what", COUNTED)
    allow("one_time_tokens", "purpose", PURPOSES)
    allow("deliveries", "kind", EMAILS)
    op.drop_table(TABLE)
