"""The sign-ins of browsers. A program of the step before goes on working."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Takes the step."""
    op.create_table(
        "browser_sign_ins",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.TIMESTAMP(timezone=True)),
        sa.UniqueConstraint("digest", name="browser_sign_ins_digest_key"),
        comment="The sign-ins of browsers, whose cookies are kept as digests. Personal: when somebody signed in and "
        "was there.",
    )
    op.create_index("browser_sign_ins_user_id_idx", "browser_sign_ins", ["user_id"])
    op.create_index("browser_sign_ins_expires_at_idx", "browser_sign_ins", ["expires_at"])


def downgrade() -> None:
    """Takes it back; every browser has to sign in anew."""
    op.drop_table("browser_sign_ins")
