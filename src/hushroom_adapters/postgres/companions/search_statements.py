"""The statements of searches for companions, by their filters and their order."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from attrs import frozen
from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, all_, any_, bindparam, func, select
from sqlalchemy.sql.selectable import FromClause

from hushroom_adapters.postgres.companions.cards import BY_PRICE, IS_OFFERED, RANKING, Cards, knows, speaks
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.bounded_searches import BoundedSearch, SearchBounds
from hushroom_adapters.postgres.core.columns import TEXTS
from hushroom_adapters.postgres.core.patterns import containing
from hushroom_adapters.postgres.identity.mappings import language_key
from hushroom_adapters.postgres.ordering import Ordering, over
from hushroom_adapters.postgres.tallies.queries import tallied
from hushroom_domain.companions.queries import CompanionSearch, CompanionSort
from hushroom_domain.shared.text import fold, folded_words

_WORD = func.unnest(bindparam("words", type_=TEXTS)).column_valued("word")
_ORDERS: dict[CompanionSort, Ordering] = {CompanionSort.RANK: RANKING, CompanionSort.PRICE: BY_PRICE}
_FILTERS: dict[str, Callable[[FromClause], ColumnElement[bool]]] = {
    "type": lambda of: of.c.type == bindparam("type"),
    "min_rating": lambda of: of.c.average_rating >= bindparam("min_rating"),
    "max_price": lambda of: of.c.hourly_rate_minor <= bindparam("max_price"),
    "is_online": lambda of: of.c.is_online == bindparam("is_online"),
    "language": speaks,
    "tags": knows,
    # The longest word uses the index; the others filter the rows that it found.
    "longest": lambda of: of.c.search_text.like(bindparam("longest")),
    "words": lambda of: of.c.search_text.like(all_(select(_WORD).scalar_subquery())),
}
_COLUMNS = (
    *("id", "user_id", "type", "average_rating", "hourly_rate_minor", "is_online", "reputation_score"),
    *("folded_tags", "search_text"),
)
"""The columns that orders and filters use."""
_ALL = select(tallied(COMPANIONS.name).c.total).scalar_subquery()


def parameters_of(search: CompanionSearch) -> dict[str, Any]:
    """Returns the filters that are asked for; a blank text asks for nothing."""
    words = sorted(map(containing, folded_words(search.text) or ()), key=len, reverse=True)
    given = {
        "type": search.type.value if search.type else None,
        "min_rating": search.min_rating,
        "max_price": search.max_price.minor if search.max_price is not None else None,
        "is_online": search.is_online,
        "language": language_key(search.language) if search.language else None,
        "tags": [fold(search.expertise_tag)] if search.expertise_tag else None,
        "longest": words[0] if words else None,
        "words": words[1:] or None,
    }
    return {name: value for name, value in given.items() if value is not None}


@frozen
class SearchStatements:
    """The statements of searches with the same filters and order; pages that go on behind a position are at True.

    `counted_page` selects the total before the cards, `page` the cards alone, `first_keys` the total and the ids, and
    `among` those of the cards with the ids `companions` that fit, in no order.
    """

    counted_page: Mapping[bool, Select[Any]]
    page: Mapping[bool, Select[Any]]
    first_keys: Select[Any]
    among: Select[Any]
    is_filtered: bool


@cache
def statements_of(sort: CompanionSort, filters: frozenset[str], bounds: SearchBounds) -> SearchStatements:
    search = _bounded(sort, filters, bounds)
    ways = (False, True)
    totals, packed = search.first_keys()
    return SearchStatements(
        counted_page={goes_on: _counted_page(search, goes_on=goes_on) for goes_on in ways},
        page={goes_on: _page(search, goes_on=goes_on) for goes_on in ways},
        first_keys=select(totals.c.counted, totals.c.estimate, packed).select_from(totals),
        among=_among(filters),
        is_filtered=search.is_filtered,
    )


def _bounded(sort: CompanionSort, filters: frozenset[str], bounds: SearchBounds) -> BoundedSearch:
    # Presence is the first part of the rank, so that its index holds those who are away side by side.
    first = filters & {"is_online"} if sort is CompanionSort.RANK else frozenset()
    conditions = [_FILTERS[name] for name in sorted(filters - first)]
    listed = [_FILTERS[name] for name in sorted(first)]
    return BoundedSearch(
        table=COMPANIONS,
        ordering=_ORDERS[sort],
        is_listed=lambda of: [of.c.is_offered, *(condition(of) for condition in listed)],
        conditions=lambda of: [condition(of) for condition in conditions],
        columns=_COLUMNS,
        size=_ALL,
        is_filtered=bool(conditions),
        # The index of texts finds all matches of all parts of a word before the first row.
        estimates_first="longest" in filters,
        bounds=bounds,
    )


def _counted_page(search: BoundedSearch, *, goes_on: bool) -> Select[Any]:
    source, totals, rows = search.counted_page(goes_on=goes_on)
    cards = Cards.of(rows, before=source)
    columns = (totals.c.counted, totals.c.estimate, *cards.columns)
    return select(*columns).select_from(cards.source).order_by(*over(rows, search.ordering))


def _page(search: BoundedSearch, *, goes_on: bool) -> Select[Any]:
    rows = search.page(goes_on=goes_on)
    cards = Cards.of(rows)
    return select(*cards.columns).select_from(cards.source).order_by(*over(rows, search.ordering))


def _among(filters: frozenset[str]) -> Select[Any]:
    cards = Cards.of(COMPANIONS)
    is_named = COMPANIONS.c.id == any_(bindparam("companions", type_=ARRAY(Uuid)))
    fits = [_FILTERS[name](COMPANIONS) for name in sorted(filters)]
    return select(*cards.columns).select_from(cards.source).where(is_named, IS_OFFERED, *fits)
