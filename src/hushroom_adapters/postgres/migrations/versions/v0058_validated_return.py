"""The constraints of the step before are validated, while others read and write.

A program of the step before goes on working.
"""

from alembic import op

revision = "0058"
down_revision = "0057"

ADDED = (
    ("deliveries", "deliveries_kind_check"),
    ("one_time_tokens", "one_time_tokens_purpose_check"),
)


def upgrade() -> None:
    """Takes the step."""
    for table, constraint in ADDED:
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}")


def downgrade() -> None:
    """Changes nothing: what was validated stays so."""
