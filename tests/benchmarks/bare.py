"""The bare application: each route runs the one statement that matters and returns its rows, without rules or sign-in.

It uses the same framework, pool, statements and database as the platform.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Litestar, get, post
from litestar.params import JSONBody
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from hushroom_adapters.postgres.audit.repository import _ENTRIES
from hushroom_adapters.postgres.companions import search_statements
from hushroom_adapters.postgres.core.bounded_searches import USUAL_BOUNDS
from hushroom_adapters.postgres.core.database import open_database
from hushroom_adapters.postgres.core.executor import QueryExecutor, Row, fetch
from hushroom_adapters.postgres.core.sql import combine
from hushroom_adapters.postgres.identity import queries as identity_queries
from hushroom_adapters.postgres.matching import candidates
from hushroom_adapters.postgres.sessions.repository import _SESSIONS
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.companions.queries import CompanionSort

DATABASE = open_database(os.environ["DATABASE_URL"])
USER = UUID(os.environ["BENCH_USER"])
EXECUTOR = QueryExecutor(DATABASE)
BOOK = combine((_SESSIONS.insert, _ENTRIES.insert), None)
UNSET = dict.fromkeys(column.name for column in SESSIONS.columns)
TAKE, BEST, CANDIDATES = 20, 20, 1_000
WORDS = ["writing", "focus"]


class Booking(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    type: str
    planned_duration: int


class Search(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    session_id: UUID


@get("/users/me")
async def me() -> list[Row]:
    return await EXECUTOR.rows(identity_queries._PROFILE, user=USER, sign_in=None)


@get("/companions")
async def search() -> list[Row]:
    statement = search_statements.statements_of(CompanionSort.RANK, frozenset(), USUAL_BOUNDS).page[False]
    return await EXECUTOR.rows(statement, take=TAKE + 1, skip=0)


@post("/sessions")
async def book(data: JSONBody[Booking]) -> dict[str, Any]:
    now = datetime.now(UTC)
    session_id = uuid7()
    row = UNSET | {
        "id": session_id,
        "seeker_id": USER,
        "type": data.type,
        "status": "PENDING_MATCH",
        "planned_minutes": data.planned_duration,
        "is_prolonged": False,
        "paused_seconds": 0,
        "created_at": now,
        "updated_at": now,
    }
    entry = {
        "id": uuid7(),
        "action": "SESSION_CREATE",
        "actor_id": USER,
        "entity": "session",
        "entity_id": session_id,
        "metadata": Jsonb({}),
        "ip_address": None,
        "user_agent": None,
        "created_at": now,
    }
    parameters = {f"{name}_0": value for name, value in row.items()} | {
        f"{name}_1": value for name, value in entry.items()
    }
    async with DATABASE.connection() as connection:
        await fetch(connection, BOOK, parameters)
    return row


@post("/matching/find")
async def find(data: JSONBody[Search]) -> list[Row]:
    since = datetime.now(UTC) - timedelta(days=7)
    assert isinstance(data.session_id, UUID)
    statement = candidates._best(frozenset())
    given = {"words": WORDS, "parts": WORDS, "since": since, "pool": CANDIDATES, "best": BEST}
    return await EXECUTOR.rows(statement, **given)


@asynccontextmanager
async def lifespan(_: Litestar) -> AsyncIterator[None]:
    yield
    await DATABASE.close()


app = Litestar([me, search, book, find], lifespan=[lifespan], openapi_config=None)
