"""Counts unfinished runs of a reaction, so that one that kills its process is given up.

A program of the step before goes on working, and does not count.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Take the step."""
    op.add_column("outbox", sa.Column("unfinished", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("outbox", "unfinished")
