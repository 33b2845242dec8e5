"""By when a match must be paid, and which payments wait for their payer at the bank.

A program of the step before goes on working: its matches, and those that are there, keep their seat for a day, as
before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Take the step."""
    op.add_column("sessions", sa.Column("pay_by", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("sessions", sa.Column("is_prolonged", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("payments", sa.Column("is_challenged", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it back; unpaid matches keep their seat for a day again."""
    op.drop_column("payments", "is_challenged")
    op.drop_column("sessions", "is_prolonged")
    op.drop_column("sessions", "pay_by")
