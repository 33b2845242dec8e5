"""Changes of address, their links and letters, and their daily quota. A program of the step before goes on working."""

import sqlalchemy as sa
from alembic import op

from hushroom_adapters.postgres.migrations.checks import allow, listed

revision = "0054"
down_revision = "0053"

TABLE, LINKS = "email_changes", "one_time_tokens"
STATUSES = ("ASKED", "CONFIRMED", "UNDONE", "EXPIRED", "REPLACED", "CANCELLED")
OPEN = "status IN ('ASKED')"
PURPOSES = ("VERIFY_EMAIL", "RESET_PASSWORD")
NEW_PURPOSES = ("CONFIRM_EMAIL_CHANGE", "UNDO_EMAIL_CHANGE")
COUNTED = ("sessions", "reports", "exports", "blocks", "avatars", "identity_checks", "identity_links", "passkeys")
NEW_COUNTED = ("email_changes",)
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
)
NEW_EMAILS = (
    "EMAIL_CHANGE_ASKED",
    "CONFIRM_EMAIL_CHANGE",
    "EMAIL_CHANGE_TAKEN",
    "UNDO_EMAIL_CHANGE",
    "EMAIL_CHANGED",
    "EMAIL_CHANGE_UNDONE",
)


def upgrade() -> None:
    """Takes the step."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("old_email", sa.Text, nullable=False),
        sa.Column("old_key", sa.Text),
        sa.Column("new_email", sa.Text, nullable=False),
        sa.Column("new_key", sa.Text, nullable=False),
        sa.Column("sign_in_id", sa.Uuid),
        sa.Column("asked_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.TIMESTAMP(timezone=True)),
        sa.Column("undo_until", sa.TIMESTAMP(timezone=True)),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True)),
        sa.CheckConstraint(f"status IN ({listed(STATUSES)})", name=op.f("email_changes_status_check")),
        comment="The changes of address that people asked for, for a month. Personal: the old address, the new one, "
        "and when it was asked for, confirmed and undone.",
    )
    op.create_index("email_changes_open_key", TABLE, ["user_id"], unique=True, postgresql_where=sa.text(OPEN))
    op.create_index("email_changes_user_id_asked_at_idx", TABLE, ["user_id", "asked_at"])
    op.create_index("email_changes_new_key_asked_at_idx", TABLE, ["new_key", "asked_at"])
    kept = sa.text("undo_until IS NOT NULL")
    op.create_index("email_changes_kept_idx", TABLE, ["old_key"], postgresql_where=kept)
    op.create_index("email_changes_expiring_idx", TABLE, ["expires_at"], postgresql_where=sa.text(OPEN))
    op.create_index("email_changes_asked_at_idx", TABLE, ["asked_at"])
    op.add_column(LINKS, sa.Column("change_id", sa.Uuid))
    op.execute(
        f"ALTER TABLE {LINKS} ADD CONSTRAINT {LINKS}_change_id_fkey"
        f" FOREIGN KEY (change_id) REFERENCES {TABLE} (id) ON DELETE CASCADE NOT VALID"
    )
    op.create_index(f"{LINKS}_change_id_idx", LINKS, ["change_id"])
    allow(LINKS, "purpose", (*PURPOSES, *NEW_PURPOSES))
    allow("quota_usage", "what", (*COUNTED, *NEW_COUNTED))
    allow("deliveries", "kind", (*EMAILS, *NEW_EMAILS))


def downgrade() -> None:
    """Takes it back; every account keeps the address that it has, and no change can be undone."""
    op.execute(f"DELETE FROM deliveries WHERE kind IN ({listed(NEW_EMAILS)})")  # noqa: S608 - words of this file
    op.execute(f"DELETE FROM quota_usage WHERE what IN ({listed(NEW_COUNTED)})")  # noqa: S608 - words of this file
    op.execute(f"DELETE FROM {LINKS} WHERE purpose IN ({listed(NEW_PURPOSES)})")  # noqa: S608 - words of this file
    allow("deliveries", "kind", EMAILS)
    allow("quota_usage", "what", COUNTED)
    allow(LINKS, "purpose", PURPOSES)
    op.drop_column(LINKS, "change_id")
    op.drop_table(TABLE)
