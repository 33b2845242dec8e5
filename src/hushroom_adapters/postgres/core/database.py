"""The open database: SQLAlchemy Core compiles each statement once, and psycopg runs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from attrs import frozen
from sqlalchemy.engine import URL, make_url

from hushroom_adapters.postgres.core.errors import translate_errors
from hushroom_adapters.postgres.core.listener import Listener
from hushroom_adapters.postgres.core.pool import Connection, Pool

CONNECT_TIMEOUT_SECONDS = 3
SESSION = {
    "TimeZone": "UTC",
    "statement_timeout": "15s",
    "lock_timeout": "8s",
    "idle_in_transaction_session_timeout": "30s",
    # Statements are short, so that compilation and parallel workers cost more than they save.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # For solid state disks.
    "random_page_cost": "1.1",
}
"""The settings of every session; the timeouts are those after which a request is abandoned anyway."""
LONGEST_SECONDS = 20.0
"""The longest use of a connection, longer than `statement_timeout`; afterwards the server counts as unavailable."""
CONNECTING: dict[str, Any] = {
    # Text is decoded in every encoding of the database; without this, SQL_ASCII yields bytes.
    "client_encoding": "utf8",
    "connect_timeout": CONNECT_TIMEOUT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": " ".join(f"-c {name}={value}" for name, value in SESSION.items()),
    "application_name": "hushroom",
}
"""The connection options, which detect a vanished host within seconds; only `tcp_user_timeout` is in milliseconds."""


@frozen
class Database:
    """An open database: a pool for transactions and queries, and a listener for the outbox."""

    pool: Pool
    listener: Listener
    longest_seconds: float = LONGEST_SECONDS

    @asynccontextmanager
    async def connection(self, longest_seconds: float | None = None) -> AsyncIterator[Connection]:
        """Lends a connection on which each statement is committed at once.

        The longest use is `longest_seconds`, by default that of the database. Raises: DatabaseUnavailable.
        """
        with translate_errors():
            async with asyncio.timeout(longest_seconds or self.longest_seconds), self.pool.connection() as connection:
                yield connection

    async def close(self) -> None:
        """Closes every connection."""
        await self.listener.close()
        await self.pool.close()


def open_database(url: str, pool_size: int = 10) -> Database:
    """Opens the database at a `postgresql://` URL; the first statement connects."""
    address = plain_url(driver_url(url))
    return Database(Pool(address, CONNECTING, pool_size), Listener(address, CONNECTING))


def driver_url(url: str) -> URL:
    """Returns the URL with the name of the driver; `postgres://` and `postgresql://` are the same."""
    address = make_url(url)
    assert address.get_backend_name() in {"postgresql", "postgres"}, "a PostgreSQL URL"
    return address.set(drivername="postgresql+psycopg")


def plain_url(address: URL) -> str:
    """Returns the URL in the form of PostgreSQL's own library."""
    return address.set(drivername="postgresql").render_as_string(hide_password=False)
