"""Counts the acts of people that have a daily limit.

A program of the step before goes on working, and counts nothing.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0017"
down_revision = "0016"

TABLE = "quota_usage"
COMMENT = "How often people did what has a limit, on the last day on which they did. Personal: how busy they were."


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        TABLE,
        sa.Column("user_id", UUID(as_uuid=True), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "what", name=f"{TABLE}_pkey"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=f"{TABLE}_user_id_fkey", ondelete="CASCADE"),
        sa.CheckConstraint("what IN ('sessions', 'reports', 'exports', 'blocks')", name=op.f(f"{TABLE}_what_check")),
        sa.CheckConstraint("used >= 0", name=op.f(f"{TABLE}_used_check")),
        comment=COMMENT,
    )


def downgrade() -> None:
    """Take it back; everybody begins anew."""
    op.drop_table(TABLE)
