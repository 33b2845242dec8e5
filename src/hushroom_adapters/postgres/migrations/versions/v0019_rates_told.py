"""Says what of the sessions is personal, now that their rates and ends are kept.

A program of the step before goes on working.
"""

from alembic import op

revision = "0019"
down_revision = "0018"

HELD = "The hours that seekers booked with companions. Personal: who met whom, when, for how long"


def upgrade() -> None:
    """Take the step."""
    _say(" and at what rate, who ended it, and the words of a cancellation.")


def downgrade() -> None:
    """Take it back."""
    _say(", and the words of a cancellation.")


def _say(rest: str) -> None:
    op.execute(f"COMMENT ON TABLE sessions IS '{HELD}{rest}'")
