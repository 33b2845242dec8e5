"""The keys under which clients repeat requests, and the responses, for a day.

A program of the step before goes on working, and takes no keys.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP, UUID

revision = "0011"
down_revision = "0010"

TABLE = "idempotency_keys"
COMMENT = (
    "The keys under which clients repeat requests, and the responses, for a day. Personal: the responses, which the "
    "person got already."
)


def upgrade() -> None:
    """Take the step."""
    moment, key = TIMESTAMP(timezone=True), UUID(as_uuid=True)
    op.create_table(
        TABLE,
        sa.Column("user_id", key, nullable=False),
        sa.Column("route", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("effect_id", key, nullable=False),
        sa.Column("runs", sa.Integer, nullable=False),
        sa.Column("claimed_until", moment, nullable=False),
        sa.Column("status", sa.Integer, nullable=True),
        sa.Column("content_type", sa.Text, nullable=True),
        sa.Column("body", sa.LargeBinary, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "route", "key", name=f"{TABLE}_pkey"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=f"{TABLE}_user_id_fkey", ondelete="CASCADE"),
        sa.CheckConstraint("runs >= 0", name=op.f(f"{TABLE}_runs_check")),
        comment=COMMENT,
    )
    op.create_index(f"{TABLE}_created_at_idx", TABLE, ["created_at"])


def downgrade() -> None:
    """Take it back; requests that are repeated across this step take effect again."""
    op.drop_table(TABLE)
