"""Passwords apart from users.

A program of the step before goes on working: it reads and writes the column of users, and triggers keep the column and
the table equal. The step that drops the column drops the triggers.
"""

import sqlalchemy as sa
from alembic import op

from hushroom_adapters.postgres.migrations.reading import statements

revision = "0036"
down_revision = "0034"

TABLE = "password_credentials"
COMMENT = "For programs of the version before; triggers keep it as in password_credentials. Goes with the next."
FILL = (
    "INSERT INTO password_credentials (user_id, password_hash, changed_at)"
    " SELECT id, password_hash, coalesce(credentials_changed_at, created_at) FROM users WHERE password_hash <> ''"
    " ON CONFLICT (user_id) DO NOTHING"
)
FUNCTIONS = ("password_credentials_to_former()", "users_former_password()")


def upgrade() -> None:
    """Takes the step; an interrupted one is taken again.

    The rows are copied in a transaction of their own, so that new accounts do not wait for them.
    """
    op.create_table(
        TABLE,
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("changed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        comment="The passwords of people, as hashes. Personal: the hash, and when it was set.",
        if_not_exists=True,
    )
    op.alter_column("users", "password_hash", server_default="", comment=COMMENT)
    for statement in statements("0036_password_credentials.sql"):
        op.execute(statement)
    context = op.get_context()
    if context.as_sql:
        op.execute(FILL)
        return
    with context.autocommit_block():
        op.execute(FILL)


def downgrade() -> None:
    """Takes it back; the triggers have kept the column of users."""
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function} CASCADE")
    op.drop_table(TABLE)
    op.alter_column("users", "password_hash", server_default=None, comment=None)
