"""Keys of people for the audit log, whose personal parts may be blanked from now on and nothing else changed.

A program of the step before goes on working: it writes entries that are not sealed, and shows sealed parts as they are.
"""

import sqlalchemy as sa
from alembic import op

from hushroom_adapters.postgres.migrations.reading import statements

revision = "0053"
down_revision = "0052"

COMMENT = (
    "Who did what to what; no row is ever removed, and only personal parts are ever blanked. Personal: the acts of"
    " people, and the address and program they came from, sealed under keys of these people."
)
FORMER = (
    "Who did what to what; no row is ever changed or removed. Personal: the acts of people, and the address and program"
    " they came from."
)


def upgrade() -> None:
    """Takes the step."""
    op.create_table(
        "audit_keys",
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("sealed_key", sa.Text, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        comment="The keys under which the personal parts of the audit log are sealed, sealed themselves; destroyed "
        "with the account. Personal: the key.",
    )
    op.create_table_comment("audit_logs", COMMENT, existing_comment=FORMER)
    for statement in statements("0053_audit_triggers.sql"):
        op.execute(statement)


def downgrade() -> None:
    """Takes it back; what was sealed can never be read again."""
    op.execute("DROP FUNCTION audit_logs_refuse_other_change() CASCADE")
    op.execute("DROP TRIGGER audit_logs_append_only ON audit_logs")
    op.execute(
        "CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_logs"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_logs_refuse_change()"
    )
    op.create_table_comment("audit_logs", FORMER, existing_comment=COMMENT)
    op.drop_table("audit_keys")
