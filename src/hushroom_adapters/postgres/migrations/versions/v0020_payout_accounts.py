"""A unique index on payout accounts that an update of a companion does not have to lock the row for.

A trigger looks at the row before each update. Where the update names a column of a unique index that is not partial,
the lock is the one that those who refer to the row wait for, and two of them could wait for each other.

A program of the step before goes on working.
"""

from alembic import op

revision = "0020"
down_revision = "0019"

NAME = "companions_stripe_account_id_key"
COLUMN = "stripe_account_id"


def upgrade() -> None:
    """Take the step."""
    op.drop_constraint(NAME, "companions")
    op.execute(f"CREATE UNIQUE INDEX {NAME} ON companions ({COLUMN}) WHERE {COLUMN} IS NOT NULL")


def downgrade() -> None:
    """Take it back."""
    op.drop_index(NAME)
    op.create_unique_constraint(NAME, "companions", [COLUMN])
