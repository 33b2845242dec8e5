"""Identities at providers, the attempts to sign in by them, and their daily quota.

A program of the step before goes on working.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

IDENTITIES, ATTEMPTS = "linked_identities", "provider_attempts"
COUNTED = ("sessions", "reports", "exports", "blocks", "avatars", "identity_checks")
KIND = "identity_links"


def upgrade() -> None:
    """Takes the step."""
    op.create_table(
        IDENTITIES,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.UniqueConstraint("provider", "subject", name=f"{IDENTITIES}_provider_subject_key"),
        comment="The accounts at providers by which people sign in. Personal: the provider, its name of the person, "
        "the address there, and when it was used.",
    )
    op.create_index(f"{IDENTITIES}_user_id_idx", IDENTITIES, ["user_id"])
    op.create_table(
        ATTEMPTS,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE")),
        sa.Column("subject", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("is_email_verified", sa.Boolean, nullable=False),
        sa.Column("first_name", sa.Text),
        sa.Column("last_name", sa.Text),
        sa.Column("answered_at", sa.TIMESTAMP(timezone=True)),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.UniqueConstraint("digest", name=f"{ATTEMPTS}_digest_key"),
        comment="The sign-ins by providers under way, for minutes. Personal: the provider's name of the person, the "
        "address and the names there, while a password or a date of birth is asked for.",
    )
    op.create_index(f"{ATTEMPTS}_user_id_idx", ATTEMPTS, ["user_id"])
    op.create_index(f"{ATTEMPTS}_expires_at_idx", ATTEMPTS, ["expires_at"])
    _count((*COUNTED, KIND))


def downgrade() -> None:
    """Takes it back; accounts without a password are entered by a reset link."""
    op.execute(f"DELETE FROM quota_usage WHERE what = '{KIND}'")  # noqa: S608 - our own word
    _count(COUNTED)
    op.drop_table(ATTEMPTS)
    op.drop_table(IDENTITIES)


def _count(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(
        "ALTER TABLE quota_usage DROP CONSTRAINT quota_usage_what_check,"
        f" ADD CONSTRAINT quota_usage_what_check CHECK (what IN ({listed}))"
    )
