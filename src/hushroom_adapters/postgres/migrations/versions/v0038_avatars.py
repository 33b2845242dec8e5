"""The names of the avatars in our own storage, and the count of pictures that people send in a day.

A program of the step before goes on working.
"""

import sqlalchemy as sa
from alembic import op

from hushroom_adapters.postgres.migrations.indexes import NewIndex, add_index, remove_index

revision = "0038"
down_revision = "0037"

BEFORE = ("sessions", "reports", "exports", "blocks")
INDEX = NewIndex(name="users_avatar_idx", table="users", columns=["avatar_name"], where="avatar_name IS NOT NULL")


def upgrade() -> None:
    """Takes the step."""
    op.add_column("users", sa.Column("avatar_name", sa.Text))
    _allow(*BEFORE, "avatars")
    add_index(INDEX)


def downgrade() -> None:
    """Takes it back. The stored avatars are not removed; their addresses stay those of the accounts."""
    remove_index(INDEX)
    op.execute("DELETE FROM quota_usage WHERE what = 'avatars'")
    _allow(*BEFORE)
    op.drop_column("users", "avatar_name")


def _allow(*acts: str) -> None:
    """Lets these acts be counted."""
    listed = ", ".join(f"'{act}'" for act in acts)
    op.execute(
        "ALTER TABLE quota_usage DROP CONSTRAINT quota_usage_what_check,"
        f" ADD CONSTRAINT quota_usage_what_check CHECK (what IN ({listed}))"
    )
