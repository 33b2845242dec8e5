"""The notifications of users. A program of the step before goes on working."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

KINDS = (
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
    "REPORT_FILED",
    "REPORT_DECIDED",
)


def upgrade() -> None:
    """Takes the step."""
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("read_at", sa.TIMESTAMP(timezone=True)),
        sa.CheckConstraint(f"kind IN ({kinds})", name="kind"),
        sa.UniqueConstraint("user_id", "key", name="notifications_user_id_key_key"),
        comment="What people are told in the notification centre, for half a year. Personal: who was told what when, "
        "and when it was read.",
    )
    op.create_index("notifications_user_created_idx", "notifications", ["user_id", "created_at", "id"])
    op.create_index(
        "notifications_unread_idx", "notifications", ["user_id"], postgresql_where=sa.text("read_at IS NULL")
    )
    op.create_index("notifications_created_at_idx", "notifications", ["created_at"])


def downgrade() -> None:
    """Takes it back; the notifications are lost."""
    op.drop_table("notifications")
