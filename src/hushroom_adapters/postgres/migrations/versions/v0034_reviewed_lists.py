"""The indexes of the administrators' lists of ratings and of contract templates.

A program of the step before goes on working.
"""

from hushroom_adapters.postgres.migrations.indexes import NewIndex, add_index, remove_index

revision = "0034"
down_revision = "0033"

INDEXES = (
    NewIndex(name="ratings_created_idx", table="ratings", columns=["created_at", "id"]),
    NewIndex(name="ratings_score_idx", table="ratings", columns=["overall", "created_at", "id"]),
    NewIndex(name="ratings_comment_idx", table="ratings", columns=["created_at", "id"], where="comment IS NOT NULL"),
    NewIndex(name="contracts_template_idx", table="contracts", columns=["template_id"]),
)


def upgrade() -> None:
    """Takes the step."""
    for index in INDEXES:
        add_index(index)


def downgrade() -> None:
    """Takes it back."""
    for index in INDEXES:
        remove_index(index)
