"""Opening the database: SQLAlchemy Core writes the statements, once; psycopg runs them, with nothing in between."""

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
    # Statements are short: compiling one, or sharing it out among processes, costs more than it can save.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # No disk that turns.
    "random_page_cost": "1.1",
}
"""What every session is set to. A request that waits longer than this is not waited for by anybody any more."""
LONGEST_SECONDS = 20.0
"""Longer than any statement may take: whoever waits longer waits for a server that hangs, and hears of it here."""
CONNECTING: dict[str, Any] = {
    # Whatever the database is encoded in, text is text; without this one in SQL_ASCII sends bytes.
    "client_encoding": "utf8",
    "connect_timeout": CONNECT_TIMEOUT_SECONDS,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": " ".join(f"-c {name}={value}" for name, value in SESSION.items()),
    "application_name": "hushroom",
}
"""A host that vanishes without a word is noticed after some seconds; only `tcp_user_timeout` is in milliseconds."""


@frozen
class Database:
    """An open database: transactions and reads share its pool, and the outbox has a connection to listen on."""

    pool: Pool
    listener: Listener
    longest_seconds: float = LONGEST_SECONDS

    @asynccontextmanager
    async def connection(self, longest_seconds: float | None = None) -> AsyncIterator[Connection]:
        """A connection on which every statement stands alone, committed at once.

        It is lent for `longest_seconds`, or for as long as any one statement may take.
        """
        with translate_errors():
            async with asyncio.timeout(longest_seconds or self.longest_seconds), self.pool.connection() as connection:
                yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self.listener.close()
        await self.pool.close()


def open_database(url: str, pool_size: int = 10) -> Database:
    """Open the database at a `postgresql://` URL; nothing is connected before the first statement."""
    address = plain_url(driver_url(url))
    return Database(Pool(address, CONNECTING, pool_size), Listener(address, CONNECTING))


def driver_url(url: str) -> URL:
    """The URL in the form that names our driver; `postgres://` and `postgresql://` mean the same."""
    address = make_url(url)
    assert address.get_backend_name() in {"postgresql", "postgres"}, "a PostgreSQL URL"
    return address.set(drivername="postgresql+psycopg")


def plain_url(address: URL) -> str:
    """The URL as PostgreSQL's own library takes it."""
    return address.set(drivername="postgresql").render_as_string(hide_password=False)
