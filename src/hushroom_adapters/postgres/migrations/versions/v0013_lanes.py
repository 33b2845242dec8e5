"""The lane that a row of the outbox waits in, so that thousands of mails do not stand before a capture.

A program of the step before goes on working: what it adds waits with what is most urgent, as everything did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

INDEX = "outbox_due_idx"
WAITING = sa.text("done_at IS NULL AND died_at IS NULL")
MAIL = (
    "welcome_user",
    "send_verification",
    "send_reset_link",
    "tell_user_of_suspension",
    "tell_companion_of_suspension",
    "tell_companion_of_approval",
    "tell_administrator_of_report",
    "confirm_booking_to_seeker",
    "confirm_booking_to_companion",
    "tell_seeker_of_lapse",
    "tell_companion_of_lapse",
    "thank_seeker",
    "thank_companion",
)
"""The reactions of which thousands may wait; the few others are most urgent until they are done."""


def upgrade() -> None:
    """Take the step."""
    op.add_column("outbox", sa.Column("lane", sa.Text, nullable=False, server_default="money"))
    listed = ", ".join(f"'{name}'" for name in MAIL)
    op.execute(f"UPDATE outbox SET lane = 'mail' WHERE done_at IS NULL AND reaction IN ({listed})")  # noqa: S608 - words of this file
    op.drop_index(INDEX)
    op.create_index(INDEX, "outbox", ["lane", "next_at", "id"], postgresql_where=WAITING)


def downgrade() -> None:
    """Take it back."""
    op.drop_index(INDEX)
    op.create_index(INDEX, "outbox", ["next_at", "id"], postgresql_where=WAITING)
    op.drop_column("outbox", "lane")
