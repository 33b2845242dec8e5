"""Adds the seeker to bookings, and the constraints that keep the sessions of a seeker from overlapping.

A program of the step before goes on working: what it books and begins names no seeker and is kept apart by nothing, as
before. So are the bookings that are there, whether they overlap or not.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSTZRANGE

revision = "0012"
down_revision = "0011"

HELD = "The seats of companions that sessions hold or held, and when. Personal: through the session only."
HOLDS = (
    "The seats of companions and the hours of seekers that sessions hold or held. Personal: who is booked with whom and"
    " when, as ids."
)
LIVE = "released_at IS NULL"
SEATED = "status IN ('MATCHED', 'PAYMENT_AUTHORIZED', 'READY', 'IN_PROGRESS', 'PAUSED')"


def upgrade() -> None:
    """Take the step."""
    op.add_column("bookings", sa.Column("seeker_id", sa.UUID, nullable=True))
    op.create_foreign_key("bookings_seeker_id_fkey", "bookings", "users", ["seeker_id"], ["id"])
    op.add_column("bookings", sa.Column("appointment", TSTZRANGE, nullable=True))
    op.create_check_constraint(op.f("bookings_appointment_check"), "bookings", "NOT isempty(appointment)")
    op.add_column("bookings", sa.Column("is_running", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_exclude_constraint(
        "bookings_seeker_excl", "bookings", ("seeker_id", "="), ("appointment", "&&"), where=sa.text(LIVE)
    )
    running = sa.text(f"{LIVE} AND is_running")
    op.create_index("bookings_running_seeker_key", "bookings", ["seeker_id"], unique=True, postgresql_where=running)
    op.create_index("sessions_seated_seeker_idx", "sessions", ["seeker_id"], postgresql_where=sa.text(SEATED))
    op.execute(f"COMMENT ON TABLE bookings IS '{HOLDS}'")


def downgrade() -> None:
    """Take it back; seekers may be in two places again."""
    op.execute(f"COMMENT ON TABLE bookings IS '{HELD}'")
    op.drop_index("sessions_seated_seeker_idx")
    op.drop_index("bookings_running_seeker_key")
    op.drop_constraint("bookings_seeker_excl", "bookings")
    for column in ("is_running", "appointment", "seeker_id"):
        op.drop_column("bookings", column)
