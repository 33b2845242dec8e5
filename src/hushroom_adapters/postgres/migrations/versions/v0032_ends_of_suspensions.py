"""The status to which the end of a suspension leads back. A program of the step before goes on working."""

from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Takes the step. The status before the suspensions of today is not known: it counts as approved, as before."""
    op.execute(
        "ALTER TABLE companions ADD COLUMN suspended_from text"
        " CONSTRAINT companions_suspended_from_check"
        " CHECK (suspended_from IN ('PENDING_REVIEW', 'APPROVED', 'SUSPENDED'))"
    )


def downgrade() -> None:
    """Takes it back."""
    op.execute("ALTER TABLE companions DROP COLUMN suspended_from")
