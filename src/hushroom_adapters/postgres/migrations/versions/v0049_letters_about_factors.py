"""Letters about changes of second factors. A program of the step before goes on working."""

from alembic import op

revision = "0049"
down_revision = "0048"

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
)
NEW_EMAILS = ("FACTOR_ADDED", "FACTOR_REMOVED", "RECOVERY_CODES_REPLACED")


def upgrade() -> None:
    """Takes the step."""
    _allow((*EMAILS, *NEW_EMAILS))


def downgrade() -> None:
    """Takes it back; that these letters were sent is forgotten."""
    op.execute(f"DELETE FROM deliveries WHERE kind IN ({_listed(NEW_EMAILS)})")  # noqa: S608 - our own words
    _allow(EMAILS)


def _allow(kinds: tuple[str, ...]) -> None:
    op.execute(
        "ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check,"
        f" ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ({_listed(kinds)}))"
    )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
