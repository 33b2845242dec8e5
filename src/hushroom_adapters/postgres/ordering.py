"""The orders of lists, for repositories and queries; ties are broken by id."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    Table,
    UnaryExpression,
    and_,
    bindparam,
    literal_column,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.sql.operators import desc_op
from sqlalchemy.sql.selectable import FromClause

Ordering = Sequence[ColumnElement[Any]]
"""The columns by which a list is ordered, the id last; descending ones are `column.desc()`."""


def newest_first(table: Table) -> tuple[UnaryExpression[Any], ...]:
    """Orders rows by creation time, newest first."""
    return table.c.created_at.desc(), table.c.id.desc()


def listed(
    found: Select[Any], ordering: Ordering, *, goes_on: bool, name: str = "", limit: int | None = None
) -> Select[Any]:
    """Limits the rows to those of a window, in their order; where the list `goes_on`, behind a position.

    With a `limit` these are as many rows from the beginning or behind the position, instead of those of a window.

    The position is in the parameters `after_0`, `after_1`, ..., the length in `take`; where a statement has several
    lists, all begin with the `name` of theirs. Where all columns go the same way, one comparison of rows bounds the
    scan of an index. Otherwise the rows behind the position are several stretches of the index, one after the other;
    then `found` has to select the columns of `ordering`.
    """
    length = bindparam(f"{name}take") if limit is None else literal_column(str(limit), Integer)
    if not goes_on:
        ordered = found.order_by(*ordering).limit(length)
        return ordered.offset(bindparam(f"{name}skip")) if limit is None else ordered
    stretches = [found.where(one).order_by(*ordering).limit(length) for one in _behind(ordering, name)]
    if len(stretches) == 1:
        return stretches[0]
    behind = union_all(*(select(one.subquery()) for one in stretches)).subquery("behind")
    return select(behind).order_by(*over(behind, ordering)).limit(length)


def over(rows: FromClause, ordering: Ordering) -> Ordering:
    """Returns the same order of rows that were selected with its columns."""
    columns = [rows.c[column_of(one).name] for one in ordering]
    return [column.desc() if _descends(one) else column for column, one in zip(columns, ordering, strict=True)]


def column_of(one: ColumnElement[Any]) -> Column[Any]:
    """Returns the column of a part of an order."""
    column = one.element if isinstance(one, UnaryExpression) else one
    assert isinstance(column, Column)
    return column


def after(place: int) -> str:
    """Returns the name of the parameter with the sort key at `place` of a position."""
    return f"after_{place}"


def _behind(ordering: Ordering, name: str) -> list[ColumnElement[bool]]:
    """Returns the conditions of the rows behind the position; no row fulfils two of them."""
    columns = [column_of(one) for one in ordering]
    descends = [_descends(one) for one in ordering]
    given = [bindparam(name + after(place), type_=column.type) for place, column in enumerate(columns)]
    if len(set(descends)) == 1:
        return [tuple_(*columns) < tuple_(*given) if descends[0] else tuple_(*columns) > tuple_(*given)]
    compared = list(zip(columns, given, descends, strict=True))
    level = [column == value for column, value, _ in compared]
    further = [column < value if down else column > value for column, value, down in compared]
    return [and_(*level[:place], one) for place, one in reversed(list(enumerate(further)))]


def _descends(one: ColumnElement[Any]) -> bool:
    return isinstance(one, UnaryExpression) and one.modifier is desc_op
