"""The email and the notification of reactivated companions. A program of the step before goes on working."""

from alembic import op

revision = "0028"
down_revision = "0027"

KIND = "COMPANION_REACTIVATED"
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
)
COMPANIONS = (
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
    "PAYMENT_REFUNDED",
    "RATING_RECEIVED",
    "COMPANION_APPROVED",
    "COMPANION_SUSPENDED",
)
REPORTS = ("REPORT_FILED", "REPORT_DECIDED")


def upgrade() -> None:
    """Takes the step."""
    _allow("deliveries", "deliveries_kind_check", (*EMAILS, KIND))
    _allow("notifications", "notifications_kind_check", (*COMPANIONS, KIND, *REPORTS))


def downgrade() -> None:
    """Takes it back; the emails and notifications of this kind are forgotten."""
    for table in ("deliveries", "notifications"):
        op.execute(f"DELETE FROM {table} WHERE kind = '{KIND}'")  # noqa: S608 - words of this file
    _allow("deliveries", "deliveries_kind_check", EMAILS)
    _allow("notifications", "notifications_kind_check", (*COMPANIONS, *REPORTS))


def _allow(table: str, constraint: str, kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(
        f"ALTER TABLE {table} DROP CONSTRAINT {constraint}, ADD CONSTRAINT {constraint} CHECK (kind IN ({listed}))"
    )
