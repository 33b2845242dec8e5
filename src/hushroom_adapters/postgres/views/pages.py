"""Pages of long lists: the rows of a window, the newest first, and how many there are, in one statement."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Subquery, Table, bindparam, func, select, true
from sqlalchemy.sql.selectable import FromClause

from hushroom_adapters.postgres.ordering import after, newest_first
from hushroom_domain.shared.paging import MAX_SKIP, Page, Slice, Window

T = TypeVar("T")


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


def as_slice(window: Window) -> dict[str, Any]:
    """The parameters that say which rows: those of the window and the one behind it, which tells that there is more."""
    keys = window.after.keys if window.after else ()
    position = {after(place): key for place, key in enumerate(keys)}
    return {"take": window.take + 1, "skip": min(window.skip, MAX_SKIP), **position}


def counted_page(found: Slice[T], counted: int, most: int) -> Page[T]:
    """Returns the page of which `counted` rows were counted; one more than `most` says that counting stopped there."""
    return Page(found.items, min(counted, most), found.next, is_total_capped=counted > most)
