"""The favourites of users. A program of the step before goes on working."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Takes the step."""
    op.create_table(
        "favourites",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("companion_id", sa.Uuid, sa.ForeignKey("companions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.UniqueConstraint("user_id", "companion_id", name="favourites_user_id_companion_id_key"),
        comment="The companions whom people want to find again. Personal: who keeps whom.",
    )
    op.create_index("favourites_user_created_idx", "favourites", ["user_id", "created_at", "id"])
    op.create_index("favourites_companion_id_idx", "favourites", ["companion_id"])


def downgrade() -> None:
    """Takes it back; the favourites are lost."""
    op.drop_table("favourites")
