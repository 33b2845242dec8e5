"""When a second factor was last shown in each sign-in.

A program of the step before goes on working; it leaves the column as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Takes the step."""
    op.add_column("devices", sa.Column("factor_shown_at", sa.TIMESTAMP(timezone=True)))


def downgrade() -> None:
    """Takes it back; second factors have to be shown again."""
    op.drop_column("devices", "factor_shown_at")
