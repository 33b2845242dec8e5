"""Statements as the driver takes them: compiled once, then only run."""

import re
from functools import cache
from typing import Any

from attrs import frozen
from psycopg.sql import SQL
from sqlalchemy import ClauseElement, ColumnElement, literal_column
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.compiler import SQLCompiler

_PARAMETER = re.compile(r"%\((\w+)\)s")
_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


@frozen
class Compiled:
    """A statement in words, and the values that are the same each time it runs."""

    sql: SQL
    constants: dict[str, Any]


@cache
def compiled(statement: ClauseElement) -> Compiled:
    """Compile a statement that is built once and stays; its parameters are given by name when it runs."""
    compilation = statement.compile(dialect=_DIALECT)
    assert isinstance(compilation, SQLCompiler)
    constants = {name: bind.value for name, bind in compilation.binds.items() if not bind.required}
    # The words are SQLAlchemy's, from statements that this program spells out itself.
    return Compiled(SQL(compilation.string), constants)


@cache
def together(statements: tuple[ClauseElement, ...], channel: str | None) -> Compiled:
    """One statement that does what these do, and wakes who listens on `channel`: how many rows did the first touch?

    Their parameters are called by `at_place`. All of them see the database as it was before, and none may rely on being
    carried out before another.
    """
    parts = [compiled(statement) for statement in statements]
    bodies = [_at_places(part.sql.as_string(), place) for place, part in enumerate(parts)]
    writes = ", ".join(f"write_{place} AS ({body} RETURNING 1)" for place, body in enumerate(bodies))
    woken = f", pg_notify('{channel}', '')" if channel else ""
    constants = {
        at_place(name, place): value for place, part in enumerate(parts) for name, value in part.constants.items()
    }
    sql = f"WITH {writes} SELECT (SELECT count(*) FROM write_0){woken}"  # noqa: S608 - SQLAlchemy's words side by side
    return Compiled(SQL(sql), constants)


@cache
def at_place(name: str, place: int) -> str:
    """What a parameter is called in a statement of several parts."""
    return f"{name}_{place}"


def _at_places(sql: str, place: int) -> str:
    return _PARAMETER.sub(lambda found: f"%({at_place(found[1], place)})s", sql)


def word(value: str) -> ColumnElement[str]:
    """A word of ours in the statement itself, where partial indexes can see it."""
    assert value.replace("_", "").isalnum()
    return literal_column(f"'{value}'")
