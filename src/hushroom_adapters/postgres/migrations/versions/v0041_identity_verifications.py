"""Verifications of identities, and their daily quota. A program of the step before goes on working."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0038"

TABLE = "identity_verifications"
COUNTED = ("sessions", "reports", "exports", "blocks", "avatars")
KIND = "identity_checks"


def upgrade() -> None:
    """Takes the step."""
    op.create_table(
        TABLE,
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("session_id", sa.Text),
        sa.Column("failure", sa.Text),
        sa.Column("verified_at", sa.TIMESTAMP(timezone=True)),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.UniqueConstraint("session_id", name=f"{TABLE}_session_id_key"),
        sa.CheckConstraint(
            "status IN ('DECLARED', 'PENDING', 'VERIFIED', 'FAILED', 'EXPIRED')", name=op.f(f"{TABLE}_status_check")
        ),
        sa.CheckConstraint(
            "failure IN ('DOCUMENT_EXPIRED', 'CONSENT_DECLINED', 'UNCONFIRMED', 'UNDERAGE')",
            name=op.f(f"{TABLE}_failure_check"),
        ),
        sa.CheckConstraint("attempt >= 0", name=op.f(f"{TABLE}_attempt_check")),
        comment="Whether a provider has verified who people are; nothing of their documents. Personal: the outcome "
        "and when.",
    )
    op.create_index(
        f"{TABLE}_verified_at_idx", TABLE, ["verified_at"], postgresql_where=sa.text("status IN ('VERIFIED')")
    )
    _count((*COUNTED, KIND))


def downgrade() -> None:
    """Takes it back; the outcomes are lost, the marks on the profiles of companions stay."""
    op.execute(f"DELETE FROM quota_usage WHERE what = '{KIND}'")  # noqa: S608 - our own word
    _count(COUNTED)
    op.drop_table(TABLE)


def _count(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(
        "ALTER TABLE quota_usage DROP CONSTRAINT quota_usage_what_check,"
        f" ADD CONSTRAINT quota_usage_what_check CHECK (what IN ({listed}))"
    )
