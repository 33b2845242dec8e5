"""Indexes for the lists of administrators: users by role and closed ones, companions by status, reports about one user.

A program of the step before goes on working.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

INDEXES = {
    "users_role_idx": ("users", ["role", "created_at", "id"]),
    "companions_created_idx": ("companions", ["created_at", "id"]),
    "companions_status_created_idx": ("companions", ["status", "created_at", "id"]),
    "abuse_reports_reported_idx": ("abuse_reports", ["reported_user_id", "created_at", "id"]),
}
CLOSED = "users_closed_idx"


def upgrade() -> None:
    """Take the step."""
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    op.create_index(CLOSED, "users", ["created_at", "id"], postgresql_where=sa.text("NOT is_active"))


def downgrade() -> None:
    """Take it back."""
    op.drop_index(CLOSED)
    for name in reversed(INDEXES):
        op.drop_index(name)
