"""Adds the columns that a payment needs to renew its hold before it lapses.

A program of the step before goes on working: its payments keep no card, and are not renewed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

COLUMNS = ("next_intent_id", "keeps_card", "held_until")


def upgrade() -> None:
    """Take the step."""
    op.add_column("payments", sa.Column("next_intent_id", sa.Text, nullable=True))
    op.add_column("payments", sa.Column("keeps_card", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("payments", sa.Column("held_until", sa.TIMESTAMP(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it back; a hold that was about to take another one's place lapses by itself."""
    for column in COLUMNS:
        op.drop_column("payments", column)
