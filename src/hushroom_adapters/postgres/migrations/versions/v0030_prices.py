"""The index of prices has the ids and the parts of the rank, too, so that lists by price are read from it alone.

A program of the step before goes on working.
"""

from hushroom_adapters.postgres.migrations.indexes import NewIndex, replace_index

revision = "0030"
down_revision = "0029"

TABLE, OFFERED = "companions", "is_offered"
BEFORE = NewIndex(name="companions_hourly_rate_idx", table=TABLE, columns=["hourly_rate_minor"], where=OFFERED)
AFTER = NewIndex(
    name="companions_price_idx",
    table=TABLE,
    columns=["hourly_rate_minor", "id"],
    included=["is_online", "reputation_score"],
    where=OFFERED,
)


def upgrade() -> None:
    """Takes the step."""
    replace_index(BEFORE, AFTER)


def downgrade() -> None:
    """Takes it back."""
    replace_index(AFTER, BEFORE)
