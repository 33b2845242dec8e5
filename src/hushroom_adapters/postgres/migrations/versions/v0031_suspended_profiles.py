"""The email about a suspended companion profile. A program of the step before goes on working."""

from alembic import op

revision = "0031"
down_revision = "0030"

KIND = "COMPANION_SUSPENDED"
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
)


def upgrade() -> None:
    """Takes the step."""
    _allow((*BEFORE, KIND))


def downgrade() -> None:
    """Takes it back; emails of this kind count as those about a suspended account."""
    op.execute(f"UPDATE deliveries SET kind = 'ACCOUNT_SUSPENDED' WHERE kind = '{KIND}'")  # noqa: S608 - a word of this file
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(
        "ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check,"
        f" ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ({listed}))"
    )
