"""Passkeys, their challenges, the daily quota of registrations, and the emails about them.

A program of the step before goes on working.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"

PASSKEYS, CHALLENGES = "passkeys", "passkey_challenges"
COUNTED = ("sessions", "reports", "exports", "blocks", "avatars", "identity_checks", "identity_links")
KIND = "passkeys"
EMAILS = (
    "WELCOME",
    "BOOKING_CONFIRMATION",
    "SESSION_COMPLETED",
    "COMPANION_APPROVED",
    "ACCOUNT_SUSPENDED",
    "VERIFY_EMAIL",
    "RESET_PASSWORD",
    "HOLD_LAPSED",
    "REPORT_FILED",
    "COMPANION_REACTIVATED",
    "COMPANION_SUSPENDED",
    "ATTEMPTS_BLOCKED",
    "NEW_DEVICE",
)
NEW_EMAILS = ("PASSKEY_ADDED", "PASSKEY_REMOVED", "PASSKEY_DOUBTED")


def upgrade() -> None:
    """Takes the step."""
    _create_passkeys()
    _create_challenges()
    _allow("quota_usage", "what", (*COUNTED, KIND))
    _allow("deliveries", "kind", (*EMAILS, *NEW_EMAILS))


def downgrade() -> None:
    """Takes it back: the passkeys are lost, and their people sign in by password again."""
    op.execute(f"DELETE FROM quota_usage WHERE what = '{KIND}'")  # noqa: S608 - our own word
    op.execute(f"DELETE FROM deliveries WHERE kind IN ({_listed(NEW_EMAILS)})")  # noqa: S608 - our own words
    _allow("quota_usage", "what", COUNTED)
    _allow("deliveries", "kind", EMAILS)
    op.drop_table(CHALLENGES)
    op.drop_table(PASSKEYS)


def _create_passkeys() -> None:
    op.create_table(
        PASSKEYS,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("credential_id", sa.Text, nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("is_synced", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.TIMESTAMP(timezone=True)),
        sa.UniqueConstraint("credential_id", name=f"{PASSKEYS}_credential_id_key"),
        sa.CheckConstraint("sign_count >= 0", name=op.f(f"{PASSKEYS}_sign_count_check")),
        comment="The passkeys of people: public keys, whose secrets stay on their devices. Personal: the name, the "
        "key, and when it was made and last used.",
    )
    op.create_index(f"{PASSKEYS}_user_id_idx", PASSKEYS, ["user_id"])


def _create_challenges() -> None:
    op.create_table(
        CHALLENGES,
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("user_id", sa.Uuid, sa.ForeignKey("users.id", ondelete="CASCADE")),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('REGISTER', 'SIGN_IN')", name=op.f(f"{CHALLENGES}_purpose_check")),
        comment="The challenges that passkeys have to sign, as digests, until they are signed or a night has passed. "
        "Personal: who adds a passkey.",
    )
    op.create_index(f"{CHALLENGES}_user_id_idx", CHALLENGES, ["user_id"])
    op.create_index(f"{CHALLENGES}_expires_at_idx", CHALLENGES, ["expires_at"])


def _allow(table: str, column: str, words: tuple[str, ...]) -> None:
    name = f"{table}_{column}_check"
    op.execute(
        f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({column} IN ({_listed(words)}))"
    )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
