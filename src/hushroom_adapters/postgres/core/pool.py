"""The pool: connections that are open, lent for as long as a block lasts; what the server hung up on is replaced."""

import asyncio
import select
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus

from hushroom_adapters.postgres.core.errors import DatabaseUnavailable

Connection = AsyncConnection[tuple[Any, ...]]
PATIENCE_SECONDS = 5.0


class Pool:
    """At most `size` connections at a time, each without a transaction of its own; made when they are first needed.

    The one used last is lent first, so that what a quiet hour needs stays warm and the rest times out.
    """

    def __init__(
        self, url: str, arguments: Mapping[str, Any], size: int, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Connect to this URL with these arguments; wait no longer than `patience_seconds` for a free one."""
        self._url, self._arguments, self._patience_seconds = url, arguments, patience_seconds
        self._seats = asyncio.Semaphore(size)
        self._idle: list[Connection] = []
        self._is_closed = False

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection; refuses with `DatabaseUnavailable` when none is free in time."""
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
        """Close what is idle, and what is lent as soon as it comes back."""
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
        return await AsyncConnection.connect(self._url, autocommit=True, **self._arguments)

    async def _take_back(self, connection: Connection) -> None:
        """Keep it for others, unless it is lost or was left in the middle of something."""
        if not self._is_closed and connection.pgconn.transaction_status == TransactionStatus.IDLE:
            self._idle.append(connection)
        else:
            await connection.close()


def _is_readable(descriptor: int) -> bool:
    """Whether the server has said something unasked: to an idle connection that is always a goodbye.

    Asking the operating system costs a microsecond, where a ping costs a round trip for each request.
    """
    if not hasattr(select, "poll"):  # Windows, where no number of descriptors is too large for select
        return bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
