"""Databases for tests: a template that has taken every migration, and clones of it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import uuid4

import psycopg
from psycopg import sql

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres.contracts.tables import CONTRACT_TEMPLATES
from hushroom_adapters.postgres.core.database import Database, open_database
from hushroom_adapters.postgres.features import METADATA
from hushroom_adapters.postgres.migrate import upgrade


@contextmanager
def fresh_database(server: EmbeddedServer, template: str = "template1") -> Iterator[str]:
    """Creates a database and yields its URL; drops the database at the end of the block, even if clients are still
    connected.
    """
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        connection.execute(made)
        try:
            yield f"{server.url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def migrated_template(server: EmbeddedServer) -> Iterator[str]:
    """Returns the name of a migrated database that serves as a template."""
    with fresh_database(server) as url:
        upgrade(url)
        yield url.rpartition("/")[2]


def emptied(url: str) -> str:
    """Empties the database and returns its URL, which is many times faster than another clone.

    Closes all other connections first, so that no write of an earlier test is still pending.
    """
    tables = [table.name for table in METADATA.tables.values() if table is not CONTRACT_TEMPLATES]
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        # The ledger's trigger would refuse it, and the tables need no order.
        connection.execute("SET LOCAL session_replication_role = replica")
        for name in tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
    return url


@asynccontextmanager
async def opened(url: str, pool_size: int = 10) -> AsyncIterator[Database]:
    """Opens the database until the end of the block."""
    database = open_database(url, pool_size)
    try:
        yield database
    finally:
        await database.close()
