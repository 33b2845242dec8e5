"""A data set with a hundred thousand rows in each listed table, multiplied from one real hour."""

import time
from typing import Any

import psycopg
from attrs import frozen
from psycopg import sql

from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.features import METADATA
from hushroom_domain.shared.ids import CompanionId, UserId
from tests.support.builders import NOW
from tests.support.contracts.identity import spoken
from tests.support.contracts.storage import postgres_storage
from tests.support.large_lists import an_hour

SIZE = 100_000
USER, COMPANION, SESSION, PAYMENT = (
    f"md5('{name}' || n)::uuid" for name in ("user", "companion", "session", "payment")
)
MADE = "base.created_at + n / 3 * interval '1 second'"
"""Three rows have the same creation time, so that ids break ties."""
SEEKER = "CASE WHEN n % 10 = 0 THEN base.{column} ELSE " + USER + " END"
"""Every tenth row belongs to the busy seeker, the others to all users."""
HOST = "CASE WHEN n % 10 <= 1 THEN base.{column} ELSE " + COMPANION + " END"
HOST_USER = "CASE WHEN n % 10 <= 1 THEN base.{column} ELSE " + USER + " END"
"""Every fifth row belongs to the busy companion."""


def an_id(kind: str) -> str:
    return f"md5('{kind}' || n)::uuid"


MULTIPLIED: dict[str, dict[str, str]] = {
    "users": {
        "id": USER,
        "email": "'user-' || n || '@large.test'",
        "email_key": "'user-' || n || '@large.test'",
        "search_text": "'user-' || n || '@large.test ' || md5('name' || n)",
        "created_at": MADE,
    },
    "user_languages": {
        "id": an_id("language"),
        "user_id": USER,
        "language_key": "CASE WHEN n % 20000 = 0 THEN 'sw' ELSE base.language_key END",
    },
    "companions": {
        "id": COMPANION,
        "user_id": USER,
        "stripe_account_id": "'acct_' || n",
        "status": "CASE WHEN n % 10 = 5 THEN 'PENDING_REVIEW' ELSE base.status END",
        "is_offered": "n % 10 <> 5",
        "is_online": "n % 10 = 0",
        "reputation_score": "(n % 50) / 10.0",
        "average_rating": "(n % 50) / 10.0",
        "folded_tags": "ARRAY['common', 'tag' || n % 5000]",
        "search_text": "'calm and patient ' || md5('name' || n)"
        " || CASE WHEN n % 5 = 0 THEN ' steadfast' ELSE '' END"
        " || CASE WHEN n % 30 = 0 THEN ' thoughtful' ELSE '' END"
        " || CASE WHEN n % 80 = 0 THEN ' humorous' ELSE '' END",
        "created_at": MADE,
    },
    "sessions": {
        "id": SESSION,
        "seeker_id": SEEKER.format(column="seeker_id"),
        "companion_id": HOST.format(column="companion_id"),
        "companion_user_id": HOST_USER.format(column="companion_user_id"),
        "status": "CASE WHEN n % 1000 = 0 THEN 'CANCELLED' ELSE base.status END",
        "created_at": MADE,
    },
    "goals": {"id": an_id("goal"), "session_id": SESSION},
    "contracts": {"id": an_id("contract"), "session_id": SESSION},
    "drift_logs": {"id": an_id("drift"), "session_id": SESSION, "created_at": MADE},
    "payments": {
        "id": PAYMENT,
        "session_id": SESSION,
        "payer_id": SEEKER.format(column="payer_id"),
        "companion_id": HOST.format(column="companion_id"),
        "intent_id": "'pi_' || n",
        "status": "CASE WHEN n % 1000 = 0 THEN 'DISPUTED' ELSE base.status END",
        "captured_at": MADE,
        "created_at": MADE,
    },
    "ratings": {
        "id": an_id("rating"),
        "session_id": SESSION,
        "rater_id": "CASE WHEN n % 10 = 0 THEN base.rater_id ELSE md5('user' || n + 1)::uuid END",
        "rated_user_id": HOST_USER.format(column="rated_user_id"),
        "is_public": "n % 3 > 0",
        "created_at": MADE,
    },
    "abuse_reports": {
        "id": an_id("report"),
        "reporter_id": USER,
        "status": "CASE WHEN n % 1000 = 0 THEN 'PENDING' ELSE 'DISMISSED' END",
        "created_at": MADE,
    },
    "audit_logs": {
        "id": an_id("act"),
        "actor_id": SEEKER.format(column="actor_id"),
        "action": "CASE WHEN n % 1000 = 0 THEN 'ADMIN_ACTION' ELSE base.action END",
        "created_at": MADE,
    },
}


MULTIPLY = """
    INSERT INTO {table} ({columns}) SELECT {values}
    FROM (SELECT * FROM {table} ORDER BY id DESC LIMIT 1) AS base, generate_series(1, {size}) AS n
"""
KEYS = "INSERT INTO audit_keys (user_id, sealed_key, created_at) SELECT id, '', created_at FROM users"
UNMARKED = "SELECT count(*) FROM pg_class WHERE relname = ANY(%s) AND relallvisible < 0.99 * relpages"
VACUUMS = 60
PARTS = dict.fromkeys(("companions", "sessions", "payments", "abuse_reports"), "status") | {
    "users": "''",
    "audit_logs": "action",
}


@frozen(kw_only=True)
class LargeDataset:
    """The seeker and the companion that own most rows, and the companion's user."""

    seeker_id: UserId
    companion_id: CompanionId
    companion_user_id: UserId
    ids: dict[str, Any]


async def fill(database: Database, url: str, size: int = SIZE) -> LargeDataset:
    """Multiplies one hour of two people to `size` rows in each table."""
    kept = postgres_storage(database)
    seeker, host = await kept.user(created_at=NOW), await kept.user(created_at=NOW)
    companion = await kept.companion(host)
    async with kept.begin() as work:
        await work.users.replace_languages(host.id, [spoken(host, "en")])
    ids = await an_hour(kept, seeker, companion)
    with psycopg.connect(url, autocommit=True) as connection:
        # Without foreign keys and triggers, because this code does their work.
        connection.execute("SET session_replication_role = replica")
        for name, changed in MULTIPLIED.items():
            connection.execute(multiplied(name, changed, size))
        connection.execute(
            "INSERT INTO audit_keys (user_id, sealed_key, created_at) SELECT id, '', created_at FROM users"
        )
        recount(connection)
        vacuum(connection)
    return LargeDataset(seeker_id=seeker.id, companion_id=companion.id, companion_user_id=host.id, ids=ids)


def vacuum(connection: psycopg.Connection[Any]) -> None:
    """Marks the rows of all tables as seen by everybody, so that an index alone can answer.

    The server's own statistics may look at a table at the same time, which keeps its rows unmarked until the next try.
    """
    for _ in range(VACUUMS):
        connection.execute("VACUUM (ANALYZE)")
        row = connection.execute(UNMARKED, [list(MULTIPLIED)]).fetchone()
        if row == (0,):
            return
        time.sleep(1)
    raise AssertionError("an old transaction keeps rows of the dataset from being marked as seen by everybody")


def multiplied(table: str, changed: dict[str, str], size: int) -> sql.Composed:
    """Copies one row many times, with other values in the columns that change."""
    columns = [column.name for column in METADATA.tables[table].columns if column.computed is None]
    values = [
        sql.SQL(changed[name]) if name in changed else sql.SQL("base.{}").format(sql.Identifier(name))
        for name in columns
    ]
    return sql.SQL(MULTIPLY).format(
        table=sql.Identifier(table),
        size=sql.Literal(size),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(values),
    )


def recount(connection: psycopg.Connection[Any]) -> None:
    """Counts what the triggers would have counted."""
    connection.execute("DELETE FROM tallies")
    count = sql.SQL("INSERT INTO tallies (name, part, amount) SELECT {name}, {part}, count(*) FROM {table} GROUP BY 2")
    for table, part in PARTS.items():
        connection.execute(count.format(name=sql.Literal(table), part=sql.SQL(part), table=sql.Identifier(table)))
