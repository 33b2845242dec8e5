"""Statements as the driver takes them: compiled once, then only run."""

from functools import cache
from typing import Any

from attrs import frozen
from psycopg.sql import SQL
from sqlalchemy import ClauseElement, ColumnElement, literal_column
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.compiler import SQLCompiler

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


def word(value: str) -> ColumnElement[str]:
    """A word of ours in the statement itself, where partial indexes can see it."""
    assert value.replace("_", "").isalnum()
    return literal_column(f"'{value}'")
