"""The last change of a user's credentials.

A program of the step before goes on working: a change that it makes leaves no moment, so a link that was asked for
before such a change is still mailed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Take the step."""
    op.add_column("users", sa.Column("credentials_changed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it back; a link that was asked for before a change of the password is mailed again."""
    op.drop_column("users", "credentials_changed_at")
