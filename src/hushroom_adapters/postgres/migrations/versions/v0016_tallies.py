"""Tallies of the rows that administrators count, kept by triggers.

A program of the step before goes on working: its writes are counted as well. While the rows that are there are
counted, nobody writes to their tables.
"""

import sqlalchemy as sa
from alembic import op

from hushroom_adapters.postgres.migrations.reading import statements

revision = "0016"
down_revision = "0015"

TABLE, INDEX = "tallies", "tallies_name_idx"
COMMENT = (
    "How many rows of each kind there are, and what the platform kept: the sum of all rows with a name. Written by "
    "triggers beside every change, and summed up by them. Personal: nothing."
)
PARTS = {
    "users": "''",
    "companions": "{row}.status",
    "sessions": "{row}.status",
    "payments": "{row}.status",
    "abuse_reports": "{row}.status",
    "audit_logs": "{row}.action",
}
"""The tables whose rows are counted, and by what apart."""
CHANGING = ("companions", "sessions", "payments", "abuse_reports")
"""Those in which a row goes over from one part to another."""
REVENUE = "SELECT 'revenue', currency, sum(minor) FROM {rows} WHERE account = 'PLATFORM' GROUP BY currency"
WRITE = "INSERT INTO tallies (name, part, amount) "


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        comment=COMMENT,
        postgresql_with={"autovacuum_vacuum_scale_factor": "0.02"},
    )
    op.create_index(INDEX, TABLE, ["name", "part"], postgresql_include=["amount"])
    for statement in statements("0016_tallies.sql"):
        op.execute(statement)
    op.execute(f"LOCK TABLE {', '.join(PARTS)}, ledger_entries IN SHARE ROW EXCLUSIVE MODE")
    for table, part in PARTS.items():
        _count(table, part)
    op.execute(WRITE + REVENUE.format(rows="ledger_entries"))
    _trigger("ledger_entries", "insert", REVENUE.format(rows="changed"), "NEW")


def downgrade() -> None:
    """Take it back."""
    for table in (*PARTS, "ledger_entries"):
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP FUNCTION IF EXISTS {table}_tally_{event} CASCADE")
    op.drop_table(TABLE)
    op.execute("DROP FUNCTION tallies_fold")


def _count(table: str, part: str) -> None:
    counted = f"SELECT '{table}', {part.format(row=table)}, count(*) FROM {table} GROUP BY 2"  # noqa: S608 - words of this file
    op.execute(WRITE + counted)
    for event, sign, rows in (("insert", "", "NEW"), ("delete", "-", "OLD")):
        changed = f"SELECT '{table}', {part.format(row='changed')}, {sign}count(*) FROM changed GROUP BY 2"  # noqa: S608 - words of this file
        _trigger(table, event, changed, rows)
    if table in CHANGING:
        _go_over(table)


def _trigger(table: str, event: str, counted: str, rows: str) -> None:
    """Counts what one statement added or removed."""
    name = f"{table}_tally_{event}"
    op.execute(_function(name, WRITE + counted))
    op.execute(
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} REFERENCING {rows} TABLE AS changed"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _go_over(table: str) -> None:
    """Counts a row over from its old part to its new one."""
    name = f"{table}_tally_update"
    op.execute(_function(name, f"{WRITE} VALUES ('{table}', OLD.status, -1), ('{table}', NEW.status, 1)"))
    op.execute(
        f"CREATE TRIGGER {name} AFTER UPDATE OF status ON {table}"
        f" FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION {name}()"
    )


def _function(name: str, write: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS"
        f" $$ BEGIN {write}; RETURN NULL; END $$"
    )
