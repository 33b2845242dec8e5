"""The log of changes of candidates, kept by triggers. A program of the step before is logged, too."""

import sqlalchemy as sa
from alembic import op

from hushroom_adapters.postgres.migrations.reading import statements

revision = "0027"
down_revision = "0026"

TABLE = "candidate_changes"
COMMENT = (
    "Which companions changed for matching in the last hour; without a companion, many of them. Written and swept by "
    "triggers. Personal: nothing."
)
FUNCTIONS = (
    "candidates_changed(uuid[])",
    "candidate_changes_sweep()",
    "companions_candidate_new()",
    "companions_candidate_changed()",
    "user_languages_candidate_changed()",
    "sessions_candidate_new()",
    "sessions_candidate_changed()",
)


def upgrade() -> None:
    """Takes the step."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("transaction", sa.BigInteger, nullable=False),
        sa.Column("companion_id", sa.Uuid),
        sa.Column("changed_at", sa.TIMESTAMP(timezone=True), nullable=False, server_default=sa.func.now()),
        comment=COMMENT,
    )
    op.create_index("candidate_changes_transaction_idx", TABLE, ["transaction"])
    for statement in statements("0027_candidates.sql"):
        op.execute(statement)


def downgrade() -> None:
    """Takes it back."""
    for function in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {function} CASCADE")
    op.drop_table(TABLE)
