"""Second factors: secrets of authenticator apps, recovery codes, and the sign-ins that wait for one.

A program of the step before goes on working; it signs people in without their second factor, so it has to be ended soon
after the first person has one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

TOTP, CODES, CHALLENGES = "totp_credentials", "recovery_codes", "second_factor_challenges"


def upgrade() -> None:
    """Takes the step."""
    op.create_table(
        TOTP,
        _owner(),
        sa.Column("sealed_secret", sa.Text, nullable=False),
        sa.Column("last_step", sa.BigInteger),
        sa.Column("confirmed_at", sa.TIMESTAMP(timezone=True)),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        comment="The secrets that people share with their authenticator apps, sealed. Personal: the secret, and when "
        "it was last used.",
    )
    op.create_table(
        CODES,
        _owner(),
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("used_at", sa.TIMESTAMP(timezone=True)),
        comment="The codes that replace a second factor once, as digests. Personal: the digest, and when it was used.",
    )
    op.create_table(
        CHALLENGES,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("attempt_id", sa.Uuid),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.UniqueConstraint("digest", name=f"{CHALLENGES}_digest_key"),
        sa.CheckConstraint("failures >= 0", name=op.f(f"{CHALLENGES}_failures_check")),
        comment="The sign-ins that wait for a second factor, as digests. Personal: when somebody began one.",
    )
    op.create_index(f"{CHALLENGES}_user_id_idx", CHALLENGES, ["user_id"])
    op.create_index(f"{CHALLENGES}_expires_at_idx", CHALLENGES, ["expires_at"])


def downgrade() -> None:
    """Takes it back; everybody signs in without a second factor again."""
    for table in (CHALLENGES, CODES, TOTP):
        op.drop_table(table)


def _owner() -> sa.Column[object]:
    return sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
