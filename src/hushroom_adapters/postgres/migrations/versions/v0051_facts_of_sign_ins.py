"""Comments on the personal data in the outbox. A program of the step before goes on working."""

from alembic import op

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """Takes the step."""
    op.create_table_comment(
        "outbox",
        "One row for each reaction that an event must cause, with its attempts, until a week after it. Personal: ids, "
        "and the program and the network of a sign-in of which its owner is told.",
    )


def downgrade() -> None:
    """Takes it back."""
    op.create_table_comment(
        "outbox", "One row for each reaction that an event must cause, with its attempts. Personal: ids only."
    )
