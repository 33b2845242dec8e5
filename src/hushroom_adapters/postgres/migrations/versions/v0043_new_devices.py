"""The email about a new device. A program of the step before goes on working."""

from alembic import op

revision = "0043"
down_revision = "0042"

KIND = "NEW_DEVICE"
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
)


def upgrade() -> None:
    """Takes the step."""
    _allow((*BEFORE, KIND))


def downgrade() -> None:
    """Takes it back; that these emails were sent is forgotten."""
    op.execute(f"DELETE FROM deliveries WHERE kind = '{KIND}'")  # noqa: S608 - a word of this file
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(
        "ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check,"
        f" ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ({listed}))"
    )
