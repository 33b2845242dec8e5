"""Executors of single statements, and the statements that every table of entities has."""

from functools import cached_property
from typing import Any, Generic, TypeVar

from attrs import frozen
from sqlalchemy import ClauseElement, ColumnElement, Insert, Select, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_unless

from hushroom_adapters.postgres.core.database import Database
from hushroom_adapters.postgres.core.pool import Connection
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.core.sql import Compiled, compiled

T = TypeVar("T")
Row = tuple[Any, ...]


class TableStatements(Generic[T]):
    """The usual statements of one table of entities."""

    def __init__(self, mapper: RowMapper[T], *, fixed: frozenset[str] = frozenset()) -> None:
        """Builds the statements that go by the id; `fixed` columns are written with a new row only."""
        self.mapper = mapper
        self.by_id = self.by(mapper.table.c.id)
        self.lock_by_id = locked(self.by_id)
        self._written = sorted({column.name for column in mapper.columns} | set(mapper.derived))
        values: dict[str, Any] = {name: bindparam(name) for name in self._written}
        self.insert = insert(mapper.table).values(values)
        # Without a conflict there is no unique violation, whose values the server's log would quote.
        self.insert_new = insert_unless(mapper.table).values(values).on_conflict_do_nothing()
        changeable = {name: value for name, value in values.items() if name not in {"id", "created_at"} | fixed}
        self.update = update(mapper.table).where(mapper.table.c.id == bindparam("key")).values(changeable)

    @cached_property
    def insert_all(self) -> Insert:
        """Inserts any number of rows, given as one list for each column; for tables without lists in their columns."""
        columns = self.mapper.table.c
        lists = [bindparam(name, type_=ARRAY(columns[name].type)) for name in self._written]
        given = func.unnest(*lists).table_valued(*self._written, name="given").render_derived()
        return insert(self.mapper.table).from_select(self._written, select(*(given.c[name] for name in self._written)))

    def by(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """Selects entities by columns that equal parameters of their names."""
        return select(*self.mapper.columns).where(*(column == bindparam(column.name) for column in columns))


def locked(statement: Select[Any]) -> Select[Any]:
    """Returns the statement with a lock of its rows; others may still add rows that refer to them."""
    return statement.with_for_update(key_share=True)


async def fetch(connection: Connection, ready: Compiled, parameters: dict[str, Any]) -> list[Row]:
    """Runs a statement and returns its rows."""
    best = ready.best_for(parameters)
    prepare = False if best.is_planned_anew else None
    cursor = await connection.execute(best.numbered, best.values(parameters), prepare=prepare)
    return await cursor.fetchall()


async def run(connection: Connection, ready: Compiled, parameters: dict[str, Any]) -> int:
    """Runs a statement that writes and returns the number of rows."""
    return (await connection.execute(ready.numbered, ready.values(parameters))).rowcount


@frozen
class QueryExecutor:
    """Runs single statements that read; each one takes a connection while it runs."""

    database: Database

    async def row(self, statement: ClauseElement, **parameters: Any) -> Row | None:
        """Returns the first row, None when there is none."""
        rows = await self.rows(statement, **parameters)
        return rows[0] if rows else None

    async def rows(self, statement: ClauseElement, **parameters: Any) -> list[Row]:
        async with self.database.connection() as connection:
            return await fetch(connection, compiled(statement), parameters)

    async def one(self, mapper: RowMapper[T], statement: ClauseElement, **parameters: Any) -> T | None:
        """Returns the first row as an entity, None when there is none."""
        row = await self.row(statement, **parameters)
        return None if row is None else mapper.load(row)

    async def many(self, mapper: RowMapper[T], statement: ClauseElement, **parameters: Any) -> tuple[T, ...]:
        """Returns all rows as entities."""
        return tuple(mapper.load(row) for row in await self.rows(statement, **parameters))


@frozen
class StatementExecutor(QueryExecutor):
    """Runs single statements that read or write; each one is committed at once."""

    async def run(self, statement: ClauseElement, **parameters: Any) -> int:
        """Runs a statement that writes and returns the number of rows."""
        async with self.database.connection() as connection:
            return await run(connection, compiled(statement), parameters)
