"""The connection pool; connections that the server closed are replaced."""

import asyncio
import select
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.pq import TransactionStatus

from hushroom_adapters.postgres.core.errors import DatabaseUnavailable

Connection = AsyncConnection[tuple[Any, ...]]
PATIENCE_SECONDS = 5.0


class Pool:
    """Lends at most `size` connections, which are in autocommit mode and opened when they are first needed.

    The parameters of their statements are numbered: `$1`.

    The connection used last is lent first, so that idle ones time out.
    """

    def __init__(
        self, url: str, arguments: Mapping[str, Any], size: int, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Connects with these arguments; a caller waits at most `patience_seconds` for a free connection."""
        self._url, self._arguments, self._patience_seconds = url, arguments, patience_seconds
        self._seats = asyncio.Semaphore(size)
        self._idle: list[Connection] = []
        self._is_closed = False

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lends a connection. Raises: DatabaseUnavailable, when none is free in time."""
        await self._sit_down()
        try:
            connection = await self._idle_one() or await self._connect()
            try:
                yield connection
            finally:
                await self._take_back(connection)
        finally:
            self._seats.release()

    async def close(self) -> None:
        """Closes idle connections now, and lent ones when they are returned."""
        self._is_closed = True
        while self._idle:
            await self._idle.pop().close()

    async def _sit_down(self) -> None:
        if not self._seats.locked():
            await self._seats.acquire()
            return
        try:
            await asyncio.wait_for(self._seats.acquire(), self._patience_seconds)
        except TimeoutError:
            raise DatabaseUnavailable("Too many requests wait for the database") from None

    async def _idle_one(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if not _is_readable(connection.fileno()):
                return connection
            await connection.close()
        return None

    async def _connect(self) -> Connection:
        return await AsyncConnection.connect(
            self._url, autocommit=True, cursor_factory=AsyncRawCursor, **self._arguments
        )

    async def _take_back(self, connection: Connection) -> None:
        """Keeps a returned connection, unless it is broken or in a transaction."""
        if not self._is_closed and connection.pgconn.transaction_status == TransactionStatus.IDLE:
            self._idle.append(connection)
        else:
            await connection.close()


def _is_readable(descriptor: int) -> bool:
    """Returns whether an idle connection has unread data, which means that the server closed it.

    Asking the operating system costs a microsecond, where a ping costs a round trip for each request.
    """
    if not hasattr(select, "poll"):  # Windows, where no number of descriptors is too large for select
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
