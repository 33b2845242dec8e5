"""The emails about accounts at providers that were added or removed. A program of the step before goes on working."""

from alembic import op

revision = "0050"
down_revision = "0049"

KINDS = ("IDENTITY_LINKED", "IDENTITY_UNLINKED")
BEFORE = (
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
)


def upgrade() -> None:
    """Takes the step."""
    _allow((*BEFORE, *KINDS))


def downgrade() -> None:
    """Takes it back; that these emails were sent is forgotten."""
    listed = ", ".join(f"'{kind}'" for kind in KINDS)
    op.execute(f"DELETE FROM deliveries WHERE kind IN ({listed})")  # noqa: S608 - words of this file
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(
        "ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check,"
        f" ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ({listed}))"
    )
