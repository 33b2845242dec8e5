"""A database that counts its statements and transactions."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from attrs import define, frozen

from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.pool import Connection


@define
class CountingDatabase:
    """Counts statements in `asked` and transactions in `begun`; a transaction takes two more statements, to begin
    and to end.
    """

    database: Database
    asked: int = 0
    begun: int = 0

    @asynccontextmanager
    async def connection(self, longest_seconds: float | None = None) -> AsyncIterator[Any]:
        async with self.database.connection(longest_seconds) as connection:
            yield _CountingConnection(connection, self)


@frozen
class _CountingConnection:
    connection: Connection
    counting: CountingDatabase

    async def execute(self, *statement: Any, **about: Any) -> Any:
        self.counting.asked += 1
        return await self.connection.execute(*statement, **about)

    def transaction(self) -> AbstractAsyncContextManager[Any]:
        self.counting.begun += 1
        return self.connection.transaction()
