"""Copies large numbers of rows into their tables, many times faster than inserts."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg
from attrs import frozen
from psycopg import sql

from hushroom_adapters.postgres.core.binary_rows import BEGINNING, END, RowLayout
from hushroom_adapters.postgres.core.database import CONNECT_TIMEOUT_SECONDS, driver_url, plain_url
from hushroom_adapters.postgres.core.errors import translate_errors

SESSION = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "TimeZone": "UTC",
        # Commits do not wait for the disk, because seeded rows that a crash loses can be seeded again.
        "synchronous_commit": "off",
        # For the sorts of indexes and the checks of references that are made at once.
        "maintenance_work_mem": "256MB",
    }.items()
)
ROWS_AT_ONCE = 500
"""Rows that are handed to the driver together."""


@frozen
class BulkCopy:
    """One transaction that writes rows by COPY."""

    connection: psycopg.Connection[Any]

    def add(self, layout: RowLayout[Any], rows: Iterable[bytes]) -> int:
        """Writes new rows and returns their number. Constraints that the table has are checked as for an insert."""
        with self.connection.cursor() as cursor:
            with cursor.copy(_copy(layout)) as copy:
                copy.write(BEGINNING)
                waiting = iter(rows)
                while some := b"".join(islice(waiting, ROWS_AT_ONCE)):
                    copy.write(some)
                copy.write(END)
            return cursor.rowcount

    def count(self, table: str, column: str, like: str) -> int:
        """Returns the number of rows whose column matches the LIKE pattern."""
        statement = sql.SQL("SELECT count(*) FROM {} WHERE {} LIKE %s").format(
            sql.Identifier(table), sql.Identifier(column)
        )
        row = self.connection.execute(statement, (like,)).fetchone()
        assert row is not None
        return int(row[0])

    def is_empty(self, table: str) -> bool:
        """Returns whether the table has no row."""
        return self.connection.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table))).rowcount == 0

    def analyze(self, tables: Sequence[str]) -> None:
        """Updates the planner's statistics of the tables."""
        for table in tables:
            self.connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


@contextmanager
def open_bulk_copy(url: str) -> Iterator[BulkCopy]:
    """Opens a transaction on a connection of its own."""
    address = plain_url(driver_url(url))
    with (
        translate_errors(),
        psycopg.connect(address, connect_timeout=CONNECT_TIMEOUT_SECONDS, options=SESSION) as connection,
    ):
        yield BulkCopy(connection)


def _copy(layout: RowLayout[Any]) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(layout.mapper.table.name), sql.SQL(", ").join(map(sql.Identifier, layout.columns))
    )
