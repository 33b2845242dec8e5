"""The key under which two spellings of an email address are one account.

A program of the step before goes on working: it finds accounts by their former key, which stays as it is. `catching_up`
gives a key to the accounts that are there, in batches. A new account whose former key is that of another address (ss
for ß) is known to the program of the step before by its own key only.
"""

import sqlalchemy as sa
from alembic import op

from hushroom_adapters.postgres.migrations.reading import statements

revision = "0010"
down_revision = "0009"

INDEX = "users_unkeyed_idx"


def upgrade() -> None:
    """Take the step."""
    op.add_column("users", sa.Column("address_key", sa.Text))
    op.create_unique_constraint("users_address_key_key", "users", ["address_key"])
    op.create_index(INDEX, "users", ["id"], postgresql_where=sa.text("address_key IS NULL"))
    for statement in statements("0010_triggers.sql"):
        op.execute(statement)


def downgrade() -> None:
    """Take it back."""
    op.execute("DROP TRIGGER users_former_key_of_new ON users")
    op.execute("DROP FUNCTION users_yield_former_key")
    op.drop_index(INDEX)
    op.drop_constraint("users_address_key_key", "users")
    op.drop_column("users", "address_key")
