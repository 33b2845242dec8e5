"""A transaction that asks the database as few times as it can: it begins late, and what can wait goes out together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

from attrs import define, field, frozen
from psycopg import AsyncTransaction
from sqlalchemy import ClauseElement

from hushroom_adapters.postgres.core.errors import translate_errors
from hushroom_adapters.postgres.core.executor import Row, Table, fetch, run
from hushroom_adapters.postgres.core.pool import Connection
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.core.sql import at_place, combine, compiled
from hushroom_domain.shared.errors import DomainError

T = TypeVar("T")


@frozen
class _Write:
    """A statement that was given and not sent yet; `must_touch` rows must be written by it, or `refusal` is raised."""

    statement: ClauseElement
    parameters: dict[str, Any]
    must_touch: int | None = None
    refusal: type[DomainError] | None = None


@define
class Transaction:
    """Statements inside one transaction, which begins with the first of them that is waited for.

    One write at a time is held back until something else is asked, and so are notes: rows that nobody reads or refers
    to before the transaction is over. At the end both go out as one statement. If that is all there is, it is the
    whole transaction, in one round trip instead of three or more. A refusal of the database may therefore come at the
    end of the block.
    """

    _connection: Connection
    _begun: AbstractAsyncContextManager[AsyncTransaction] | None = field(default=None, init=False)
    _write: _Write | None = field(default=None, init=False)
    _notes: list[_Write] = field(factory=list, init=False)
    _channel: str | None = field(default=None, init=False)

    async def row(self, statement: ClauseElement, **parameters: Any) -> Row | None:
        """The first row."""
        rows = await self.rows(statement, **parameters)
        return rows[0] if rows else None

    async def rows(self, statement: ClauseElement, **parameters: Any) -> list[Row]:
        await self._begin()
        with translate_errors():
            return await fetch(self._connection, compiled(statement), parameters)

    async def run(self, statement: ClauseElement, **parameters: Any) -> int:
        """How many rows the statement touched."""
        await self._begin()
        with translate_errors():
            return await run(self._connection, compiled(statement), parameters)

    async def one(self, shape: RowMapper[T], statement: ClauseElement, **parameters: Any) -> T | None:
        """The first row as an entity."""
        row = await self.row(statement, **parameters)
        return None if row is None else shape.load(row)

    async def many(self, shape: RowMapper[T], statement: ClauseElement, **parameters: Any) -> tuple[T, ...]:
        """All rows as entities."""
        return tuple(shape.load(row) for row in await self.rows(statement, **parameters))

    async def add(self, table: Table[T], entity: T) -> None:
        """Insert a new row."""
        await self._hold_back(_Write(table.insert, table.shape.dump(entity)))

    async def add_new(self, table: Table[T], entity: T, taken: type[DomainError]) -> None:
        """Inserts a row whose unique values are personal; a value that is there already is `taken`, and no error.

        The server's log, which quotes the values of a violation, learns nothing. The transaction begins first, so that
        it is undone if the value is taken. Raises: `taken`, perhaps at the end of the block.
        """
        await self._begin()
        await self._hold_back(_Write(table.insert_new, table.shape.dump(entity), must_touch=1, refusal=taken))

    async def add_all(self, table: Table[T], entities: Sequence[T]) -> None:
        """Insert any number of new rows by one statement."""
        rows = [table.shape.dump(entity) for entity in entities]
        if rows:
            await self.run(table.insert_all, **{name: [row[name] for row in rows] for name in rows[0]})

    async def save(self, table: Table[T], entity: T) -> None:
        """Write a row that is there. The transaction begins first, so that it is undone if the row is not there."""
        values = table.shape.dump(entity)
        await self._begin()
        await self._hold_back(_Write(table.update, {**values, "key": values["id"]}, must_touch=1))

    def append(self, statement: ClauseElement, *, wakes: str | None = None, **parameters: Any) -> None:
        """Defers the insertion of rows to the commit, which then notifies the listeners of the channel `wakes`."""
        self._notes.append(_Write(statement, parameters))
        self._channel = wakes or self._channel

    async def commit(self) -> None:
        """Send what was held back, and let it all be so."""
        with translate_errors():
            await self._send()
            begun, self._begun = self._begun, None
            if begun is not None:
                await begun.__aexit__(None, None, None)

    async def roll_back(self, error: BaseException) -> None:
        """Let nothing of it be so; a commit that failed has seen to that itself."""
        if self._begun is not None:
            await self._begun.__aexit__(type(error), error, error.__traceback__)

    async def _begin(self) -> None:
        with translate_errors():
            if self._begun is None:
                begun = self._connection.transaction()
                await begun.__aenter__()
                self._begun = begun
            await self._send()

    async def _hold_back(self, write: _Write) -> None:
        if self._write is not None:
            await self._begin()
        self._write = write

    async def _send(self) -> None:
        """Send the write that was held back, and the notes with it."""
        write, notes, channel = self._write, self._notes, self._channel
        self._write, self._notes, self._channel = None, [], None
        if notes:
            touched = await self._send_together([*notes] if write is None else [write, *notes], channel)
        elif write is not None:
            touched = await run(self._connection, compiled(write.statement), write.parameters)
        else:
            return
        if write is None or write.must_touch in {None, touched}:
            return
        assert write.refusal is not None, "only what is kept can be saved"
        raise write.refusal

    async def _send_together(self, writes: Sequence[_Write], channel: str | None) -> int:
        ready = combine(tuple([one.statement for one in writes]), channel)
        parameters: dict[str, Any] = {}
        for place, one in enumerate(writes):
            for name, value in one.parameters.items():
                parameters[at_place(name, place)] = value
        ((touched, *_),) = await fetch(self._connection, ready, parameters)
        return int(touched)


@asynccontextmanager
async def transaction(connection: Connection) -> AsyncIterator[Transaction]:
    """A transaction on a connection that has none: committed when the block ends, rolled back when it raises."""
    found = Transaction(connection)
    try:
        yield found
        await found.commit()
    except BaseException as error:
        await found.roll_back(error)
        raise
