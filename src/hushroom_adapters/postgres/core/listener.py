"""The listener: a connection of its own on which the database notifies of new rows."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

import structlog
from psycopg import AsyncConnection, OperationalError, sql

from hushroom_domain.shared.causes import reason_of

CHANNEL = "outbox"
"""Notifies of new rows of the outbox."""
CANDIDATES = "candidates"
"""Notifies of changes of candidates."""
RECONNECT_SECONDS = 0.5

_log = structlog.get_logger(__name__)


class Listener:
    """Waits for notifications, for one task at a time; connects at the first wait and after each lost connection."""

    def __init__(self, url: str, arguments: Mapping[str, Any], channel: str = CHANNEL) -> None:
        """Listens at this URL; `arguments` are those of the connection."""
        self._url, self._arguments, self._channel = url, arguments, channel
        self._connection: AsyncConnection[Any] | None = None
        self._is_lost = False

    async def wait(self, timeout_seconds: float) -> bool:
        """Returns True after a notification, or when one may have been missed; False after the timeout."""
        try:
            if self._connection is None:
                self._connection, self._is_lost = await self._connect(), False
                return True
            async with aclosing(self._connection.notifies(timeout=timeout_seconds, stop_after=1)) as announced:
                return any([True async for _ in announced])
        except OperationalError as error:
            if not self._is_lost:
                _log.warning(f"{self._channel} listener lost, the database is asked instead", reason=reason_of(error))
            self._is_lost = True
            await self.close()
            await asyncio.sleep(min(RECONNECT_SECONDS, timeout_seconds))
            return False

    async def close(self) -> None:
        """Closes the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _connect(self) -> AsyncConnection[Any]:
        connection = await AsyncConnection.connect(self._url, autocommit=True, **self._arguments)
        try:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        except BaseException:  # also a cancellation, after which nobody would close it
            await connection.close()
            raise
        return connection
