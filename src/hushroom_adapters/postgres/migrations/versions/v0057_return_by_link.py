"""The letter about a deletion, and its link. A program of the step before goes on working."""

from alembic import op

from hushroom_adapters.postgres.migrations.checks import allow

revision = "0057"
down_revision = "0056"

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
    "RECOVERY_ASKED",
    "RECOVERY_STOPPED",
    "RECOVERY_APPROVED",
)
LETTER = "ACCOUNT_DELETED"
PURPOSES = ("VERIFY_EMAIL", "RESET_PASSWORD", "CONFIRM_EMAIL_CHANGE", "UNDO_EMAIL_CHANGE", "STOP_RECOVERY")
PURPOSE = "REACTIVATE"


def upgrade() -> None:
    """Takes the step."""
    allow("deliveries", "kind", (*EMAILS, LETTER))
    allow("one_time_tokens", "purpose", (*PURPOSES, PURPOSE))


def downgrade() -> None:
    """Takes it back; that these letters were sent is forgotten, and their links end."""
    op.execute(f"DELETE FROM deliveries WHERE kind = '{LETTER}'")  # noqa: S608 - our own word
    op.execute(f"DELETE FROM one_time_tokens WHERE purpose = '{PURPOSE}'")  # noqa: S608 - our own word
    allow("deliveries", "kind", EMAILS)
    allow("one_time_tokens", "purpose", PURPOSES)
