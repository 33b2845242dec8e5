"""Goals that nobody judged are null, payments know their customer, and earnings are found by an index.

A program of the step before goes on working: it takes null for not achieved and writes no customer.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

INDEX = "payments_earned_idx"
NOT_JUDGED = "NOT is_achieved AND achievement_note IS NULL AND updated_at = created_at"
"""A judgement changes `updated_at`."""


def upgrade() -> None:
    """Take the step."""
    op.alter_column("goals", "is_achieved", nullable=True)
    op.execute(f"UPDATE goals SET is_achieved = NULL WHERE {NOT_JUDGED}")  # noqa: S608 - words of ours
    op.add_column("payments", sa.Column("customer_id", sa.Text, nullable=True))
    op.create_index(
        INDEX,
        "payments",
        ["companion_id", "created_at", "id"],
        postgresql_include=["status", "amount_minor", "commission_basis_points"],
        postgresql_where=sa.text("status IN ('AUTHORIZED', 'CAPTURED')"),
    )


def downgrade() -> None:
    """Take it back; a goal that nobody judged was not achieved."""
    op.drop_index(INDEX)
    op.drop_column("payments", "customer_id")
    op.execute("UPDATE goals SET is_achieved = false WHERE is_achieved IS NULL")
    op.alter_column("goals", "is_achieved", nullable=False)
