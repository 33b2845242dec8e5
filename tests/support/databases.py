"""Databases for tests: a template that has taken every migration, and clones of it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import uuid4

import psycopg
from psycopg import sql

from hushroom_adapters.local.embedded import EmbeddedServer
from hushroom_adapters.postgres.contracts.tables import CONTRACT_TEMPLATES
from hushroom_adapters.postgres.core.database import Database, open_database
from hushroom_adapters.postgres.core.pool import Connection
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


_TABLES = [table.name for table in METADATA.tables.values() if table is not CONTRACT_TEMPLATES]
_OTHERS = "datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL ({idle}::int[])"
EMPTYING = sql.SQL(
    "; ".join(
        (
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {_OTHERS}",  # noqa: S608  ours
            "SET LOCAL session_replication_role = replica",  # the ledger's trigger would refuse it
            *(f"DELETE FROM {name}" for name in _TABLES),  # noqa: S608  names of our tables
        )
    )
)
"""The statements that empty a database; sent at once, they are one transaction."""


_STORED = {
    table.name: ", ".join(column.name for column in table.columns if column.computed is None)
    for table in METADATA.tables.values()
}
_KEEP = "CREATE TABLE kept.{name} AS SELECT {columns} FROM {name}"
_PUT_BACK = "DELETE FROM {name}; INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE SELECT * FROM kept.{name}"


def _for_each_table(statements: str) -> str:
    return "; ".join(statements.format(name=name, columns=columns) for name, columns in _STORED.items())


KEEPING = f"CREATE SCHEMA kept; {_for_each_table(_KEEP)}"
PUTTING_BACK = f"SET LOCAL session_replication_role = replica; {_for_each_table(_PUT_BACK)}"
"""Without the triggers, as in `EMPTYING`."""


class KeptRows:
    """All rows of a database as they are now, in a schema of their own, so that they can be put back."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        connection.execute(KEEPING)

    def put_back(self) -> None:
        """Makes the rows of the database those that were kept; sequences go on, so no id is given twice."""
        self._connection.execute(PUTTING_BACK)


@contextmanager
def kept_rows(url: str) -> Iterator[KeptRows]:
    """Keeps the rows of a database beside them until the end of the block."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield KeptRows(connection)


class ReusedDatabase:
    """A database that tests use one after the other; each one finds it empty.

    Connections stay open between tests, because a new backend of PostgreSQL, which knows no table yet, costs several
    times more than the statements of most tests.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._sweeper = psycopg.connect(url, autocommit=True)
        self._idle: list[Connection] = []

    def emptied(self) -> str:
        """Empties the database and returns its URL, which is many times faster than another clone.

        Closes all connections but those that are idle here, so that no write of an earlier test is still pending.
        """
        try:
            self._empty()
        except psycopg.OperationalError:  # a test has closed all connections
            self._sweeper.close()
            self._sweeper = psycopg.connect(self._url, autocommit=True)
            self._empty()
        return self._url

    def _empty(self) -> None:
        idle = [connection.pgconn.backend_pid for connection in self._idle if not connection.closed]
        self._sweeper.execute(EMPTYING.format(idle=sql.Literal(idle)))

    @asynccontextmanager
    async def opened(self, pool_size: int = 10) -> AsyncIterator[Database]:
        """Opens the database with the idle connections of earlier tests, and keeps those that are idle at the end."""
        database = open_database(self._url, pool_size)
        idle = database.pool._idle
        idle[:], self._idle = self._idle[:pool_size], self._idle[pool_size:]
        try:
            yield database
        finally:
            self._idle += idle
            idle.clear()
            await database.close()

    async def close(self) -> None:
        """Closes every connection."""
        self._sweeper.close()
        for connection in self._idle:
            await connection.close()


@asynccontextmanager
async def opened(url: str, pool_size: int = 10) -> AsyncIterator[Database]:
    """Opens the database until the end of the block."""
    database = open_database(url, pool_size)
    try:
        yield database
    finally:
        await database.close()
