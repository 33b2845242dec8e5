"""When a payment was last looked at, so that what nobody told us of is found.

A program of the step before goes on working. Payments of before are looked at as if they had just been.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INDEX = "payments_looked_idx"


def upgrade() -> None:
    """Take the step."""
    moment = sa.TIMESTAMP(timezone=True)
    op.add_column("payments", sa.Column("looked_at", moment, nullable=False, server_default=sa.func.now()))
    op.create_index(INDEX, "payments", ["looked_at", "id"], postgresql_where=sa.text("captured_at IS NOT NULL"))


def downgrade() -> None:
    """Take it back."""
    op.drop_index(INDEX)
    op.drop_column("payments", "looked_at")
