"""Hosted pages of payments: the provider's id and URL of the page, and its language.

A program of the step before goes on working: it makes payments without a page.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

TABLE = "payments"
COLUMNS = ("page_id", "page_url", "page_language")


def upgrade() -> None:
    """Take the step."""
    for name in COLUMNS:
        op.add_column(TABLE, sa.Column(name, sa.Text))


def downgrade() -> None:
    """Take it back."""
    for name in COLUMNS:
        op.drop_column(TABLE, name)
