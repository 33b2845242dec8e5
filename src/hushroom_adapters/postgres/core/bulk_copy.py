"""Copies large numbers of entities into their tables, many times faster than inserts."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, TypeVar

import psycopg
from attrs import frozen
from psycopg import sql
from sqlalchemy.dialects import postgresql

from hushroom_adapters.postgres.core.database import CONNECT_TIMEOUT_SECONDS, driver_url, plain_url
from hushroom_adapters.postgres.core.errors import translate_errors
from hushroom_adapters.postgres.core.row_mapper import RowMapper

T = TypeVar("T")

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
SESSION = "-c TimeZone=UTC -c synchronous_commit=off"
"""Commits do not wait for the disk, because seeded rows that a crash loses can be seeded again."""


@frozen
class BulkCopy:
    """One transaction that writes rows by COPY."""

    connection: psycopg.Connection[Any]

    def add(self, mapper: RowMapper[T], entities: Iterable[T]) -> int:
        """Writes new rows and returns their number. Constraints are checked as for an insert."""
        rows = map(mapper.dump, entities)
        first = next(rows, None)
        if first is None:
            return 0
        names = tuple(first)
        with self.connection.cursor() as cursor:
            with cursor.copy(_copy(mapper, names)) as copy:
                copy.set_types([_type(mapper, name) for name in names])
                for row in chain((first,), rows):
                    copy.write_row([row[name] for name in names])
            return cursor.rowcount

    def count(self, mapper: RowMapper[Any], column: str, like: str) -> int:
        """Returns the number of rows whose column matches the LIKE pattern."""
        statement = sql.SQL("SELECT count(*) FROM {} WHERE {} LIKE %s").format(
            sql.Identifier(mapper.table.name), sql.Identifier(column)
        )
        row = self.connection.execute(statement, (like,)).fetchone()
        assert row is not None
        return int(row[0])

    def analyze(self, *mappers: RowMapper[Any]) -> None:
        """Updates the planner's statistics of the tables."""
        for mapper in mappers:
            self.connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(mapper.table.name)))


@contextmanager
def open_bulk_copy(url: str) -> Iterator[BulkCopy]:
    """Opens a transaction on a connection of its own."""
    address = plain_url(driver_url(url))
    with (
        translate_errors(),
        psycopg.connect(address, connect_timeout=CONNECT_TIMEOUT_SECONDS, options=SESSION) as connection,
    ):
        yield BulkCopy(connection)


def _copy(mapper: RowMapper[Any], names: Iterable[str]) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(mapper.table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )


def _type(mapper: RowMapper[Any], name: str) -> str:
    """Returns the name of the column's type in the driver."""
    return str(mapper.table.c[name].type.compile(dialect=DIALECT)).lower()
