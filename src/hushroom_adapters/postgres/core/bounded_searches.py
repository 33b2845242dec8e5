"""Searches whose cost does not follow the number of matches: a page, an exact or estimated total, the first keys."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Numeric,
    ScalarSelect,
    Select,
    Table,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import CTE, FromClause

from hushroom_adapters.postgres.core.pages import TAKE
from hushroom_adapters.postgres.ordering import Ordering, column_of, listed, over
from hushroom_domain.shared.paging import EXACT_LIMIT

Conditions = Callable[[FromClause], Sequence[ColumnElement[bool]]]
"""Returns the conditions of a search on these rows of the table."""
_HUNDRED = literal_column("100.0", Numeric)


@frozen(kw_only=True)
class SearchBounds:
    """The numbers of rows that bound the steps of a search.

    `gathered` matches are counted and sorted; `ahead` rows at the head of the order are looked through for a page; a
    total is estimated from about `sampled` rows of the table. Of a search that is estimated first, up to `counted`
    matches are counted where its page is at the head of the order.
    """

    gathered: int = EXACT_LIMIT
    ahead: int = 1_000
    sampled: int = 1_000
    counted: int = 2_000


USUAL_BOUNDS = SearchBounds()


@frozen(kw_only=True)
class BoundedSearch:
    """A search of `table` in an order.

    Matches are gathered by the index that suits the search; if these are all, the page is sorted out of them.
    Otherwise a page of a dense search is near the head of the order; and where it is not, it is found by a walk in
    the order. No step relies on the planner's guess of the number of matches.

    `is_listed` are conditions by which the index of the order is bounded, `conditions` all others; `columns` are those
    that orders and conditions use; `size` is the number of rows of the table.

    Where it `estimates_first`, a page is first looked for at the head of the order, and nothing is gathered for one
    that is found there if the estimate is high: for conditions whose index takes long to hand over many matches.
    """

    table: Table
    ordering: Ordering
    is_listed: Conditions
    conditions: Conditions
    columns: Sequence[str]
    size: ScalarSelect[Any]
    is_filtered: bool
    estimates_first: bool = False
    bounds: SearchBounds = USUAL_BOUNDS

    def counted_page(self, *, goes_on: bool) -> tuple[FromClause, FromClause, FromClause]:
        """Returns the FROM clause, its row of totals (`counted` and `estimate`) and its rows of the page.

        `estimate` is null where `counted` is the number of all matches; there are more than `counted` otherwise.
        """
        if self.is_filtered and self.estimates_first:
            return self._estimated_page(goes_on=goes_on)
        some = self._gathered()
        counted = _size_of(some)
        are_all = counted <= self.bounds.gathered
        parts = self._filtered(some, are_all, goes_on=goes_on) if self.is_filtered else [self._walked(goes_on=goes_on)]
        return _joined(self._totals(counted, are_all), self._rows(parts))

    def _estimated_page(self, *, goes_on: bool) -> tuple[FromClause, FromClause, FromClause]:
        # Of a small table, all matches are gathered in less time than its head is looked through.
        near = self._near(self.size > self.bounds.counted, goes_on=goes_on)
        is_full = _size_of(near) == TAKE
        estimate = select(self._estimate().label("estimate")).cte("estimated")
        estimated = select(estimate.c.estimate).scalar_subquery()
        dense = select(case((is_full, estimated > self.bounds.counted), else_=false()).label("found")).cte("dense")
        is_dense = select(dense.c.found).scalar_subquery()
        some = self._gathered(~is_dense)
        gathered = _size_of(some)
        are_all = and_(~is_dense, gathered <= self.bounds.gathered)
        parts = [
            self._sorted(some, are_all, goes_on=goes_on),
            select(near).where(~are_all, is_full),
            self._walked(~are_all, ~is_full, goes_on=goes_on),
        ]
        counted = case((is_dense, self.bounds.counted), else_=gathered)
        totals = select(counted.label("counted"), case((~are_all, estimated)).label("estimate")).subquery("totals")
        return _joined(totals, self._rows(parts))

    def page(self, *, goes_on: bool) -> FromClause:
        """Returns the rows of a page of a search that is known to have many matches, which are not counted again."""
        if not self.is_filtered:
            return self._rows([self._walked(goes_on=goes_on)])
        near = self._near(goes_on=goes_on)
        is_full = _size_of(near) == TAKE
        some = self._gathered(~is_full)
        are_all = _size_of(some) <= self.bounds.gathered
        return self._rows(
            [
                select(near).where(is_full),
                self._sorted(some, ~is_full, are_all, goes_on=goes_on),
                self._walked(~is_full, ~are_all, goes_on=goes_on),
            ]
        )

    def first_keys(self) -> tuple[FromClause, ColumnElement[bytes]]:
        """Returns the row of totals, and the last keys of the first `gathered` matches in their order, as bytes."""
        some = self._gathered()
        counted = _size_of(some)
        are_all = counted <= self.bounds.gathered
        first = self._found.where(~are_all).order_by(*self.ordering).limit(self.bounds.gathered)
        keys = union_all(select(some).where(are_all), select(first.subquery("first"))).subquery("keys")
        key = func.uuid_send(keys.c[column_of(self.ordering[-1]).name])
        packed = func.string_agg(key, aggregate_order_by(literal_column("''::bytea"), *over(keys, self.ordering)))
        return self._totals(counted, are_all), select(packed.label("packed")).scalar_subquery()

    @property
    def _found(self) -> Select[Any]:
        keys = map(column_of, self.ordering)
        return select(*keys).where(*self.is_listed(self.table), *self.conditions(self.table))

    def _gathered(self, *when: ColumnElement[bool]) -> CTE:
        return self._found.where(*when).limit(self.bounds.gathered + 1).cte("some")

    def _filtered(self, some: CTE, are_all: ColumnElement[bool], *, goes_on: bool) -> list[Select[Any]]:
        """Returns the ways to a page of a search whose matches may be many."""
        near = self._near(~are_all, goes_on=goes_on)
        is_full = _size_of(near) == TAKE
        return [
            self._sorted(some, are_all, goes_on=goes_on),
            select(near).where(is_full),
            self._walked(~are_all, ~is_full, goes_on=goes_on),
        ]

    def _sorted(self, some: CTE, *when: ColumnElement[bool], goes_on: bool) -> Select[Any]:
        return listed(select(some).where(*when), over(some, self.ordering), goes_on=goes_on)

    def _walked(self, *when: ColumnElement[bool], goes_on: bool) -> Select[Any]:
        return listed(self._found.where(*when), self.ordering, goes_on=goes_on)

    def _near(self, *when: ColumnElement[bool], goes_on: bool) -> CTE:
        """Selects the page from the first rows of the order."""
        columns = [self.table.c[name] for name in self.columns]
        ahead = select(*columns).where(*when, *self.is_listed(self.table))
        head = listed(ahead, self.ordering, goes_on=goes_on, limit=self.bounds.ahead).subquery("head")
        ordering = over(head, self.ordering)
        keys = select(*map(column_of, ordering)).where(*self.conditions(head))
        if goes_on:  # The head begins behind the position, and nothing else is skipped.
            return keys.order_by(*ordering).limit(TAKE).cte("near")
        return listed(keys, ordering, goes_on=False).cte("near")

    def _rows(self, parts: Sequence[Select[Any]]) -> FromClause:
        """Returns the rows of the keys in these parts, of which one at most is not empty."""
        keys = union_all(*(select(part.subquery(f"part_{place}")) for place, part in enumerate(parts))).subquery("keys")
        key = column_of(self.ordering[-1])
        return select(self.table).join(keys, keys.c[key.name] == key).subquery("page")

    def _totals(self, counted: ColumnElement[Any], are_all: ColumnElement[bool]) -> FromClause:
        estimate = case((~are_all, self._estimate()))
        return select(counted.label("counted"), estimate.label("estimate")).subquery("totals")

    def _estimate(self) -> ScalarSelect[Any]:
        """Estimates the matches from those on some pages of the table, always the same ones."""
        share = func.least(_HUNDRED, _HUNDRED * self.bounds.sampled / func.greatest(self.size, 1))
        sample = self.table.tablesample(func.system(share), name="sample", seed=literal_column("0"))
        matches = func.count().filter(*self.is_listed(sample), *self.conditions(sample))
        estimate = cast(matches * self.size / func.greatest(func.count(), 1), BigInteger)
        return select(estimate).select_from(sample).scalar_subquery()


def _joined(totals: FromClause, rows: FromClause) -> tuple[FromClause, FromClause, FromClause]:
    return totals.outerjoin(rows, true()), totals, rows


def _size_of(rows: CTE) -> ScalarSelect[Any]:
    """Returns the number of rows, counted once for all conditions that use it."""
    counted = select(func.count().label("size")).select_from(rows).cte(f"size_of_{rows.name}")
    return select(counted.c.size).scalar_subquery()
