"""Pages of long lists: one statement selects the rows of a window and the total."""

from collections.abc import Sequence
from typing import Any, TypeVar

from attrs import frozen
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Table,
    bindparam,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause

from hushroom_adapters.postgres.ordering import Ordering, after, column_of, listed, newest_first, over
from hushroom_domain.shared.paging import COUNT_LIMIT, Order, Page, Slice, Window, in_two_digits

T = TypeVar("T")

TAKE: BindParameter[int] = bindparam("take", type_=Integer)
"""The number of rows of a window, which is one more than the page."""
Found = tuple[FromClause, FromClause, FromClause]
"""Holds the FROM clause that finds one page, the row whose `total` counts the list, and the rows of the page."""


def window_of(
    table: Table,
    *where: ColumnElement[bool],
    total: Subquery | None = None,
    goes_on: bool = False,
) -> Found:
    """Finds the rows of a window, newest first, and the total, which is there even where the page is empty.

    Without a `total` of its own the list is counted, up to one more than `COUNT_LIMIT`. The page is made of ids, and
    rows are looked up for these alone: what is skipped is passed in the index.
    """
    order = newest_first(table)
    found = select(*map(column_of, order)).where(*where)
    counted = _counted(found) if total is None else total
    return _with_rows(table, counted, listed(found, order, goes_on=goes_on), order)


def search_of(table: Table, ordering: Ordering, *where: ColumnElement[bool], goes_on: bool = False) -> Found:
    """Finds the rows of a window of a search, and the total up to one more than `COUNT_LIMIT`.

    Up to that many matches are gathered in any order, by the index that suits the search, and counted. If these are
    all, the page is sorted out of them. Otherwise matches are so dense that a walk in the order of the list soon
    meets a page of them. Neither way relies on the planner's guess of how many rows match: the plan of the usual
    `ORDER BY ... LIMIT` does, and walks the whole list for a rare word that it takes for a common one.
    """
    found = select(*map(column_of, ordering)).where(*where)
    some = found.limit(COUNT_LIMIT + 1).cte("some")
    counted = select(func.count().label("total")).select_from(some).cte("counting")
    are_all = select(counted.c.total <= COUNT_LIMIT).scalar_subquery()
    gathered = listed(select(some).where(are_all), over(some, ordering), goes_on=goes_on)
    walked = listed(found.where(~are_all), ordering, goes_on=goes_on)
    page = union_all(select(gathered.subquery("gathered")), select(walked.subquery("walked"))).subquery("either")
    return _with_rows(table, counted, select(page), ordering)


def _counted(found: Select[Any]) -> Subquery:
    some = found.limit(COUNT_LIMIT + 1).subquery("some")
    return select(func.count().label("total")).select_from(some).subquery("counting")


def _with_rows(table: Table, counted: FromClause, page: Select[Any], ordering: Ordering) -> Found:
    keys = page.subquery("keys")
    key = column_of(ordering[-1])
    rows = select(table).join(keys, keys.c[key.name] == key).subquery("page")
    return counted.outerjoin(rows, true()), counted, rows


def shown(columns: Sequence[Column[Any]], rows: FromClause) -> tuple[ColumnElement[Any], ...]:
    """Returns the same columns of the rows on the page."""
    return tuple(rows.c[column.name] for column in columns)


def as_window(window: Window, name: str = "") -> dict[str, Any]:
    """Returns the parameters of a window; one row more than the page is read, to know if the list goes on."""
    keys = window.after.keys if window.after else ()
    position = {name + after(place): key for place, key in enumerate(keys)}
    return {f"{name}take": window.take + 1, f"{name}skip": window.skip, **position}


def page_of(order: Order[T], items: Sequence[T], window: Window, total: int, *, is_counted: bool) -> Page[T]:
    """Returns the page of some items, with one more where the list goes on.

    A total that `is_counted`, instead of kept, stops one behind `COUNT_LIMIT`.
    """
    found = order.cut(items, window.take)
    is_capped = is_counted and total > COUNT_LIMIT
    return Page(found.items, COUNT_LIMIT if is_capped else total, found.next, is_capped)


@frozen
class TotalFound:
    """The total of a search: `counted`, or where there are more, the `estimate`."""

    counted: int
    estimate: int | None = None

    def of(self, found: Slice[T]) -> Page[T]:
        """Returns a page of the search with this total."""
        if self.estimate is None:
            return Page(found.items, self.counted, found.next)
        number = in_two_digits(max(self.counted, self.estimate))
        return Page(found.items, number, found.next, is_total_estimate=True)
