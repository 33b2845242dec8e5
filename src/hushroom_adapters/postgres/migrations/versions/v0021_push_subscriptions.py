"""The browsers that take push messages. A program of the step before goes on working."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Takes the step."""
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("sign_in_id", sa.Uuid, nullable=False),
        sa.Column("endpoint", sa.Text, nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("auth_secret", sa.Text, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_success_at", sa.TIMESTAMP(timezone=True)),
        sa.UniqueConstraint("endpoint", name="push_subscriptions_endpoint_key"),
        comment="The browsers that take push messages, each until its sign-in ends. Personal: who has a browser at "
        "which push service, and its keys.",
    )
    op.create_index("push_subscriptions_user_id_idx", "push_subscriptions", ["user_id"])
    op.create_index("push_subscriptions_sign_in_id_idx", "push_subscriptions", ["sign_in_id"])


def downgrade() -> None:
    """Takes it back; the subscriptions are lost, and browsers have to be asked anew."""
    op.drop_table("push_subscriptions")
