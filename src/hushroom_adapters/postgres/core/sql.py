"""Compiles statements to SQL for the driver, once each."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from attrs import field, frozen
from psycopg.sql import SQL
from sqlalchemy import ClauseElement, ColumnElement, Select, literal_column
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.compiler import SQLCompiler

_PARAMETER = re.compile(r"%\((\w+)\)s")
_FIXED_LIMIT = re.compile(r"\bLIMIT %\((\w+)\)s(?:::\w+)?")
_TAKEN = re.compile(r"\bLIMIT %\(take\)s(?:::\w+)?")
_SKIPPED = re.compile(r"\bOFFSET %\(skip\)s(?:::\w+)?")
_DEPENDS_ON_VALUES = re.compile(r"\bLIMIT %\(|\bI?LIKE\b|@>")
"""Matches clauses whose best plan depends on the parameters: limits and text patterns."""
_KEEPS_PLAN = "hushroom_keeps_plan"
USUAL_TAKE = 20 + 1
"""The rows that are read for a page of the usual length, and one more to know if the list goes on."""
_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


@frozen
class Compiled:
    """The SQL of a statement, and its constant parameters.

    `sql` names the parameters, and `numbered` has `$1` in their places, so that the driver parses it never again.
    """

    sql: SQL
    constants: dict[str, Any]
    is_planned_anew: bool = False
    """True when each run of the statement is planned for its own parameters.

    Otherwise the driver prepares the statement at its fifth run on a connection, and five runs later the server keeps
    one plan for all values. That plan takes a tenth of the table for a page, and a common word for a rare one.
    """
    usual: "Compiled | None" = None
    """The same statement for a page of the usual length that skips nothing, where one plan serves all other values."""
    _names: tuple[str, ...] = field(init=False)
    numbered: bytes = field(init=False)

    @_names.default
    def _in_order(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_PARAMETER.findall(self.sql.as_string())))

    @numbered.default
    def _with_numbers(self) -> bytes:
        numbers = {name: f"${place}" for place, name in enumerate(self._names, 1)}
        text = _PARAMETER.sub(lambda found: numbers[found[1]], self.sql.as_string())
        return text.replace("%%", "%").encode()

    def values(self, parameters: Mapping[str, Any]) -> list[Any]:
        """Returns the parameters of the numbers. Raises: KeyError, for one that is missing."""
        given = {**self.constants, **parameters}
        return [given[name] for name in self._names]

    def best_for(self, parameters: Mapping[str, Any]) -> "Compiled":
        """Returns the statement to run with these parameters: this one, or the one for the usual page."""
        if self.usual is None or parameters.get("take") != USUAL_TAKE or parameters.get("skip"):
            return self
        return self.usual


def keeps_plan(statement: Select[Any]) -> Select[Any]:
    """Marks the list of one owner, which an index holds in its order, so that a page of it is not planned each time.

    With the length of the page written into the statement, the plan for any owner is the best for each.
    """
    return statement.execution_options(**{_KEEPS_PLAN: True})


@cache
def compiled(statement: ClauseElement) -> Compiled:
    """Compiles a statement with named parameters; the result is cached, so build each statement once."""
    compilation = statement.compile(dialect=_DIALECT)
    assert isinstance(compilation, SQLCompiler)
    constants = {name: bind.value for name, bind in compilation.binds.items() if not bind.required}
    # The text is compiled by SQLAlchemy from statements of this program.
    text = _FIXED_LIMIT.sub(lambda found: _in_words(found, constants), compilation.string)
    return Compiled(SQL(text), constants, bool(_DEPENDS_ON_VALUES.search(text)), _usual(statement, text, constants))


def _usual(statement: ClauseElement, text: str, constants: dict[str, Any]) -> Compiled | None:
    """Returns the statement for the usual page, of a list that keeps its plan."""
    if not isinstance(statement, Select) or not statement.get_execution_options().get(_KEEPS_PLAN):
        return None
    return Compiled(SQL(_SKIPPED.sub("", _TAKEN.sub(f"LIMIT {USUAL_TAKE}", text))), constants)


@cache
def combine(statements: tuple[ClauseElement, ...], channel: str | None) -> Compiled:
    """Combines statements to one, which returns the number of rows of the first and notifies `channel`.

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


def _in_words(limit: re.Match[str], constants: dict[str, Any]) -> str:
    """Returns a limit that is always the same as a number in the statement, where the planner can see it."""
    return f"LIMIT {int(constants[limit[1]])}" if limit[1] in constants else limit[0]


@cache
def at_place(name: str, place: int) -> str:
    """Returns the name of a parameter in a combined statement."""
    return f"{name}_{place}"


def _at_places(sql: str, place: int) -> str:
    return _PARAMETER.sub(lambda found: f"%({at_place(found[1], place)})s", sql)


def word(value: str) -> ColumnElement[str]:
    """Returns a constant as an SQL literal, which the conditions of partial indexes need."""
    assert value.replace("_", "").isalnum()
    return literal_column(f"'{value}'")
