"""The constraints that earlier steps added without a look at the rows are validated, while others read and write.

A program of the step before goes on working.
"""

from alembic import op

revision = "0056"
down_revision = "0055"

ADDED = (
    ("second_factor_challenges", "second_factor_challenges_purpose_check"),
    ("one_time_tokens", "one_time_tokens_change_id_fkey"),
    ("one_time_tokens", "one_time_tokens_purpose_check"),
    ("quota_usage", "quota_usage_what_check"),
    ("deliveries", "deliveries_kind_check"),
)


def upgrade() -> None:
    """Takes the step."""
    for table, constraint in ADDED:
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}")


def downgrade() -> None:
    """Changes nothing: what was validated stays so."""
