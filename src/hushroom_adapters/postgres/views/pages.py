"""Pages of long lists: the rows of a window, the newest first, and how many there are, in one statement."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Subquery, Table, bindparam, func, select, true
from sqlalchemy.sql.selectable import FromClause

from hushroom_adapters.postgres.ordering import newest_first
from hushroom_domain.shared.paging import MAX_SKIP, Window


def window_of(table: Table, *where: ColumnElement[bool]) -> tuple[FromClause, Subquery, Subquery]:
    """What to select from, the total, and the rows; the total is there even where the page is empty."""
    found = select(table).select_from(table).where(*where)
    counted = found.with_only_columns(func.count().label("total")).subquery("counting")
    rows = found.order_by(*newest_first(table)).limit(bindparam("take")).offset(bindparam("skip")).subquery("page")
    return counted.outerjoin(rows, true()), counted, rows


def shown(columns: Sequence[Column[Any]], rows: FromClause) -> tuple[ColumnElement[Any], ...]:
    """The same columns, of the rows on the page."""
    return tuple(rows.c[column.name] for column in columns)


def as_window(window: Window) -> dict[str, int]:
    """The parameters that say which rows."""
    return {"take": window.take, "skip": min(window.skip, MAX_SKIP)}
