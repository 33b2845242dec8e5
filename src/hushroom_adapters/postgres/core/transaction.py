"""A transaction in as few round trips as possible: it begins late, and its writes are buffered."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

from attrs import define, field
from psycopg import AsyncTransaction
from sqlalchemy import ClauseElement

from hushroom_adapters.postgres.core.errors import translate_errors
from hushroom_adapters.postgres.core.executor import Row, TableStatements, fetch, run
from hushroom_adapters.postgres.core.pool import Connection
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.core.sql import compiled
from hushroom_adapters.postgres.core.write_buffer import BufferedWrite, WriteBuffer
from hushroom_domain.shared.errors import DomainError

T = TypeVar("T")


@define
class Transaction:
    """Statements inside one transaction, in as few round trips as possible.

    BEGIN is sent with the first statement that is waited for. Writes go through a `WriteBuffer`: its docstring says
    when their errors surface. If everything fits into one statement, that statement is the whole transaction.
    """

    _connection: Connection
    _buffer: WriteBuffer = field(init=False)
    _begun: AbstractAsyncContextManager[AsyncTransaction] | None = field(default=None, init=False)

    @_buffer.default
    def _empty_buffer(self) -> WriteBuffer:
        return WriteBuffer(self._connection)

    async def row(self, statement: ClauseElement, **parameters: Any) -> Row | None:
        """Returns the first row, None when there is none."""
        rows = await self.rows(statement, **parameters)
        return rows[0] if rows else None

    async def rows(self, statement: ClauseElement, **parameters: Any) -> list[Row]:
        """Returns all rows."""
        await self._begin()
        with translate_errors():
            return await fetch(self._connection, compiled(statement), parameters)

    async def run(self, statement: ClauseElement, **parameters: Any) -> int:
        """Runs a statement that writes; returns the number of rows that it wrote."""
        await self._begin()
        with translate_errors():
            return await run(self._connection, compiled(statement), parameters)

    async def one(self, mapper: RowMapper[T], statement: ClauseElement, **parameters: Any) -> T | None:
        """Returns the first row as an entity, None when there is none."""
        row = await self.row(statement, **parameters)
        return None if row is None else mapper.load(row)

    async def many(self, mapper: RowMapper[T], statement: ClauseElement, **parameters: Any) -> tuple[T, ...]:
        """Returns all rows as entities."""
        return tuple(mapper.load(row) for row in await self.rows(statement, **parameters))

    async def add(self, table: TableStatements[T], entity: T) -> None:
        """Inserts a new row."""
        await self._put(BufferedWrite(table.insert, table.mapper.dump(entity)))

    async def add_new(self, table: TableStatements[T], entity: T, taken: type[DomainError]) -> None:
        """Inserts a row whose unique values are personal. Raises: `taken`, where such a row exists.

        The insert skips a conflict instead of violating a constraint, because the server's log quotes the values of a
        violation. BEGIN is sent before, so that the transaction is rolled back if the value is taken.
        """
        await self._begin()
        await self._put(BufferedWrite(table.insert_new, table.mapper.dump(entity), expected_rows=1, error=taken))

    async def add_all(self, table: TableStatements[T], entities: Sequence[T]) -> None:
        """Inserts any number of new rows by one statement."""
        rows = [table.mapper.dump(entity) for entity in entities]
        if rows:
            await self.run(table.insert_all, **{name: [row[name] for row in rows] for name in rows[0]})

    async def save(self, table: TableStatements[T], entity: T) -> None:
        """Updates a row that exists. BEGIN is sent before, so that the transaction is rolled back if it does not."""
        values = table.mapper.dump(entity)
        await self._begin()
        await self._put(BufferedWrite(table.update, {**values, "key": values["id"]}, expected_rows=1))

    def append(self, statement: ClauseElement, *, channel: str | None = None, **parameters: Any) -> None:
        """Inserts log rows together with the last write, and notifies the listeners of `channel` after the commit."""
        self._buffer.append(statement, parameters, channel=channel)

    async def commit(self) -> None:
        """Flushes the buffer and commits."""
        with translate_errors():
            await self._buffer.flush()
            begun, self._begun = self._begun, None
            if begun is not None:
                await begun.__aexit__(None, None, None)

    async def roll_back(self, error: BaseException) -> None:
        """Rolls back because of `error`; after a failed commit there is nothing left to roll back."""
        if self._begun is not None:
            await self._begun.__aexit__(type(error), error, error.__traceback__)

    async def _begin(self) -> None:
        """Sends BEGIN, unless it was sent, and flushes the buffer."""
        with translate_errors():
            if self._begun is None:
                begun = self._connection.transaction()
                await begun.__aenter__()
                self._begun = begun
            await self._buffer.flush()

    async def _put(self, write: BufferedWrite) -> None:
        if self._buffer.is_full:
            await self._begin()
        self._buffer.put(write)


@asynccontextmanager
async def transaction(connection: Connection) -> AsyncIterator[Transaction]:
    """Opens a transaction on an idle connection. It commits when the block ends, and rolls back when it raises."""
    found = Transaction(connection)
    try:
        yield found
        await found.commit()
    except BaseException as error:
        await found.roll_back(error)
        raise
