"""The letter that tells of a hold that lapsed, and what of the provider's notices is personal.

A program of the step before goes on working.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

KIND = "HOLD_LAPSED"
KINDS = (
    "WELCOME",
    "BOOKING_CONFIRMATION",
    "SESSION_COMPLETED",
    "COMPANION_APPROVED",
    "ACCOUNT_SUSPENDED",
    "VERIFY_EMAIL",
    "RESET_PASSWORD",
)
TOLD = "What the payment provider told us, each notice once. Personal: "


def upgrade() -> None:
    """Take the step."""
    _allow((*KINDS, KIND))
    _say("ids only; the payer''s details are not kept.")


def downgrade() -> None:
    """Take it back; that such letters were sent is forgotten."""
    op.execute(f"DELETE FROM deliveries WHERE kind = '{KIND}'")  # noqa: S608 - a word of this file
    _allow(KINDS)
    _say("the payer''s details that the provider puts into it.")


def _allow(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(
        "ALTER TABLE deliveries DROP CONSTRAINT deliveries_kind_check,"
        f" ADD CONSTRAINT deliveries_kind_check CHECK (kind IN ({listed}))"
    )


def _say(personal: str) -> None:
    op.execute(f"COMMENT ON TABLE inbox IS '{TOLD}{personal}'")
