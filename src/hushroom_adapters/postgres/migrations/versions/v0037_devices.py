"""The devices of sign-ins.

A program of the step before goes on working. The sign-ins that it begins get their device at the next refresh, or at
the next noted use of the browser, by a program of this step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

TABLE = "devices"
FILL = """
    INSERT INTO devices (id, user_id, created_at, last_used_at)
    SELECT family_id, user_id, min(created_at), max(created_at) FROM refresh_tokens
    WHERE revoked_at IS NULL GROUP BY family_id, user_id HAVING max(expires_at) > now()
    UNION ALL
    SELECT id, user_id, created_at, last_used_at FROM browser_sign_ins WHERE revoked_at IS NULL AND expires_at > now()
    ON CONFLICT (id) DO NOTHING
"""


def upgrade() -> None:
    """Takes the step; an interrupted one is taken again. A sign-in that goes on has lasted since its oldest token left.

    The rows are copied in a transaction of their own, so that changes of users do not wait for them.
    """
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("label", sa.Text),
        sa.Column("network", sa.Text),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.TIMESTAMP(timezone=True), nullable=False),
        comment="From where the sign-ins of people are used; the id is that of the sign-in. Personal: the program, the "
        "shortened address, and when they were last there.",
        if_not_exists=True,
    )
    op.create_index("devices_user_id_last_used_at_idx", TABLE, ["user_id", "last_used_at"], if_not_exists=True)
    op.create_index("devices_last_used_at_idx", TABLE, ["last_used_at"], if_not_exists=True)
    context = op.get_context()
    if context.as_sql:
        op.execute(FILL)
        return
    with context.autocommit_block():
        op.execute(FILL)


def downgrade() -> None:
    """Takes it back; the sign-ins go on."""
    op.drop_table(TABLE)
