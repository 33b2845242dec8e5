"""The purposes of the challenges of sign-ins: to show a second factor, or to set the first one up.

A program of the step before goes on working; its challenges are to show a factor, and it takes no code for the others.
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"

TABLE, CHECK = "second_factor_challenges", "second_factor_challenges_purpose_check"


def upgrade() -> None:
    """Takes the step."""
    op.add_column(TABLE, sa.Column("purpose", sa.Text, nullable=False, server_default="SHOW"))
    op.execute(f"ALTER TABLE {TABLE} ADD CONSTRAINT {CHECK} CHECK (purpose IN ('SHOW', 'ENROL')) NOT VALID")


def downgrade() -> None:
    """Takes it back; who waits to set a factor up signs in from the start."""
    op.execute(f"DELETE FROM {TABLE} WHERE purpose = 'ENROL'")  # noqa: S608 - words of this file
    op.drop_column(TABLE, "purpose")
