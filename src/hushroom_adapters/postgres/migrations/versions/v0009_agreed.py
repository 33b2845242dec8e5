"""The rate and the tier that were agreed at the match, and how a session came to its end.

A program of the step before goes on working: its matches keep no rate, and are charged what the companion asks when
they are paid; how its sessions ended is told by their status.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TIERS = "'STANDARD', 'VERIFIED', 'EXPERT'"
ENDS = "'SEEKER', 'COMPANION', 'COMPANION_LEFT', 'PLATFORM'"
COLUMNS = {
    "agreed_rate_minor": sa.BigInteger,
    "agreed_tier": sa.Text,
    "ended_by": sa.Text,
    "currency": sa.Text,
}
CHECKS = {
    "agreed_rate_minor": "agreed_rate_minor >= 0",
    "agreed_tier": f"agreed_tier IN ({TIERS})",
    "ended_by": f"ended_by IN ({ENDS})",
    "currency": "currency ~ '^[A-Z]{3}$'",
    "agreed_rate": "(agreed_rate_minor IS NULL) = (currency IS NULL)",
}


def upgrade() -> None:
    """Take the step."""
    for column, kind in COLUMNS.items():
        op.add_column("sessions", sa.Column(column, kind, nullable=True))
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"sessions_{name}_check"), "sessions", condition)


def downgrade() -> None:
    """Take it back; what was agreed is forgotten, and what is not paid yet is charged as before."""
    for name in CHECKS:
        op.drop_constraint(op.f(f"sessions_{name}_check"), "sessions", type_="check")
    for column in COLUMNS:
        op.drop_column("sessions", column)
