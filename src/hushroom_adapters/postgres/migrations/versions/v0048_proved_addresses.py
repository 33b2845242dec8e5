"""The time at which the owner of a mailbox proved to read it. A program of the step before goes on working."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Takes the step. The time of earlier proofs is not known, and their accounts are linked by a password only."""
    op.add_column("users", sa.Column("address_proved_at", sa.TIMESTAMP(timezone=True), nullable=True))


def downgrade() -> None:
    """Takes it back."""
    op.drop_column("users", "address_proved_at")
