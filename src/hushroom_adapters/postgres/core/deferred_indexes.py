"""Indexes, references and triggers that a load leaves out, and that its transaction puts back for all rows at once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import psycopg
from attrs import frozen
from psycopg import sql

LOCK_TIMEOUT = "5s"
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_INDEXES = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique
    ORDER BY i.indexrelid
"""
_REFERENCES = """
    SELECT r.relname, c.conname, pg_get_constraintdef(c.oid)
    FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
    WHERE c.contype = 'f' AND c.conrelid = ANY(%s::regclass[])
    ORDER BY c.oid
"""


def is_alone(connection: psycopg.Connection[Any]) -> bool:
    """Returns whether nobody else is connected to the database."""
    row = connection.execute(_OTHERS).fetchone()
    assert row is not None
    return bool(row[0] == 0)


@frozen
class DeferredIndexes:
    """The statements that build again what `defer` has taken away.

    Unique indexes stay. No other transaction sees the tables without their indexes, because they are locked and the
    same transaction builds the indexes again, or is undone.
    """

    connection: psycopg.Connection[Any]
    builds: tuple[tuple[str, sql.Composed], ...]

    @classmethod
    def defer(
        cls, connection: psycopg.Connection[Any], tables: Sequence[str], triggers: Mapping[str, str]
    ) -> "DeferredIndexes":
        """Locks the tables for this transaction, drops their indexes and references, and disables triggers.

        `triggers` maps names of triggers to their tables. What a disabled trigger would have done is up to the caller.
        """
        connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(LOCK_TIMEOUT)))
        connection.execute(sql.SQL("LOCK TABLE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        references = connection.execute(_REFERENCES, (list(tables),)).fetchall()
        indexes = connection.execute(_INDEXES, (list(tables),)).fetchall()
        for table, name, _ in references:
            connection.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(*map(sql.Identifier, (table, name))))
        for name, _ in indexes:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        for name, table in triggers.items():
            connection.execute(_switch("DISABLE", table, name))
        builds = [(name, sql.Composed([sql.SQL(definition)])) for name, definition in indexes]
        builds += [(name, _reference(table, name, definition)) for table, name, definition in references]
        builds += [(name, _switch("ENABLE", table, name)) for name, table in triggers.items()]
        return cls(connection, tuple(builds))

    def build(self) -> Iterator[str]:
        """Builds the indexes, then the references, enables the triggers, and yields the name of each one."""
        for name, statement in self.builds:
            self.connection.execute(statement)
            yield name


def _reference(table: str, name: str, definition: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
        sql.Identifier(table), sql.Identifier(name), sql.SQL(definition)
    )


def _switch(state: str, table: str, trigger: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
        sql.Identifier(table), sql.SQL(state), sql.Identifier(trigger)
    )
