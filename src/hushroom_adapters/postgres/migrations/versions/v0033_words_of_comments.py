"""The comments of four tables in the words of today. A program of the step before goes on working."""

from alembic import op

revision = "0033"
down_revision = "0032"

COMMENTS = {
    "contracts": (
        "The behaviour that both parties of a session agreed on. Personal: the rules that people wrote themselves.",
        "The behaviour that participants of a session agreed on. Personal: the rules that people wrote themselves.",
    ),
    "deliveries": (
        "Which letters were sent to whom, so that none is sent twice. Personal: who got which letter when.",
        "Which emails were sent to whom, so that none is sent twice. Personal: who got which email when.",
    ),
    "one_time_tokens": (
        "What letters carry to prove an address or to set a password, as digests. Personal: when somebody asked.",
        "What emails carry to prove an address or to set a password, as digests. Personal: when somebody asked.",
    ),
    "ratings": (
        "What one party of a session said about the other. Personal: the scores and words, of both people.",
        "What one participant of a session said about another. Personal: the scores and words, of both people.",
    ),
}
"""The comment before and after the step, by table."""


def upgrade() -> None:
    """Takes the step."""
    for table, (_, after) in COMMENTS.items():
        op.execute(f"COMMENT ON TABLE {table} IS '{after}'")


def downgrade() -> None:
    """Takes it back."""
    for table, (before, _) in COMMENTS.items():
        op.execute(f"COMMENT ON TABLE {table} IS '{before}'")
