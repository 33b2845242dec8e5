"""The tables of accounts, companions, availability, sessions, payments, ratings, and of effects."""

from alembic import op

from hushroom_adapters.postgres.migrations.reading import statements

revision = "0001"
down_revision = None

TABLES = (
    "schedule_claims",
    "deliveries",
    "inbox",
    "outbox",
    "ratings",
    "ledger_entries",
    "refunds",
    "payments",
    "contracts",
    "contract_templates",
    "goals",
    "bookings",
    "sessions",
    "availability_slots",
    "companions",
    "refresh_tokens",
    "user_languages",
    "users",
)
FUNCTIONS = (
    "ledger_entries_refuse_change",
    "ledger_entries_check_balance",
    "users_carry_listing",
    "companions_write_listing",
    "companion_search_text",
)


def upgrade() -> None:
    """Take the step."""
    for extension in ("btree_gist", "pg_trgm"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    for statement in (*statements("0001_tables.sql"), *statements("0001_triggers.sql")):
        op.execute(statement)


def downgrade() -> None:
    """Take it back; the extensions stay, for others may use them."""
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
