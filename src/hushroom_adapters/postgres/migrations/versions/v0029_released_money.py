"""The notification of held money that was let go. A program of the step before goes on working."""

from alembic import op

revision = "0029"
down_revision = "0028"

KIND = "PAYMENT_RELEASED"
BEFORE = (
    "SESSION_BOOKED",
    "SESSION_PAID",
    "SESSION_BEGINS",
    "COMPANION_READY",
    "SESSION_DRIFTED",
    "SESSION_ENDED",
    "SESSION_CANCELLED",
    "SESSION_EARNED",
    "PAYMENT_HELD",
    "PAYMENT_CAPTURED",
)
AFTER = (
    "PAYMENT_REFUNDED",
    "RATING_RECEIVED",
    "COMPANION_APPROVED",
    "COMPANION_SUSPENDED",
    "COMPANION_REACTIVATED",
    "REPORT_FILED",
    "REPORT_DECIDED",
)


def upgrade() -> None:
    """Takes the step."""
    _allow((*BEFORE, KIND, *AFTER))


def downgrade() -> None:
    """Takes it back; the notifications of this kind are forgotten."""
    op.execute(f"DELETE FROM notifications WHERE kind = '{KIND}'")  # noqa: S608 - a word of this file
    _allow((*BEFORE, *AFTER))


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(
        "ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check,"
        f" ADD CONSTRAINT notifications_kind_check CHECK (kind IN ({listed}))"
    )
