"""Lists of companions: the number of those who fit a search, and the ids of the first of them in its order.

The columns know no text, tier or average rating. Searches for these are not answered.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from hushroom_adapters.candidates.columns import ONLINE, UNEVEN, Columns
from hushroom_adapters.candidates.filters import fitting
from hushroom_domain.companions.queries import CompanionSearch, CompanionSort
from hushroom_domain.shared.text import folded_words

Places = NDArray[np.intp]
Keys = NDArray[np.int32]
AWAY = 1 << 16
"""Sorts those who are away behind all scores of those who are online."""


def total_of(columns: Columns, search: CompanionSearch) -> int | None:
    """Returns the number of companions who fit, None for a search that the columns cannot answer."""
    return int(np.count_nonzero(_fitting(columns, search))) if _is_answered(search) else None


def first_of(columns: Columns, search: CompanionSearch, limit: int) -> tuple[int, bytes] | None:
    """Returns the number of companions who fit, and the ids of the first `limit` of them, 16 bytes each.

    Returns None for a search that the columns cannot answer.
    """
    if not _is_answered(search):
        return None
    rows = np.flatnonzero(_fitting(columns, search))
    keys = _KEYS[search.sort](columns, rows)
    if keys is None:
        return None
    return len(rows), columns.ids[_first(columns, rows, keys, limit)].tobytes()


def _is_answered(search: CompanionSearch) -> bool:
    return search.type is None and search.min_rating is None and folded_words(search.text) is None


def _fitting(columns: Columns, search: CompanionSearch) -> NDArray[np.bool_]:
    return fitting(
        columns,
        is_online=search.is_online,
        max_price=search.max_price,
        language=search.language,
        expertise_tag=search.expertise_tag,
    )


def _by_rank(columns: Columns, rows: Places) -> Keys | None:
    """Returns keys that put those who are online first, then high scores; None where a score is not known exactly."""
    scores = columns.scores[rows]
    if np.any(scores == UNEVEN):
        return None
    keys: Keys = np.where(columns.flags[rows] & ONLINE, np.int32(0), np.int32(AWAY))
    keys += np.int32(UNEVEN) - scores.astype(np.int32)
    return keys


def _by_price(columns: Columns, rows: Places) -> Keys:
    return columns.rates[rows]


_KEYS: Mapping[CompanionSort, Callable[[Columns, Places], Keys | None]] = {
    CompanionSort.RANK: _by_rank,
    CompanionSort.PRICE: _by_price,
}


def _first(columns: Columns, rows: Places, keys: Keys, limit: int) -> Places:
    """Returns the first of the rows in ascending order of their keys, and of their ids where keys are equal."""
    if len(rows) > limit:
        last = np.partition(keys, limit - 1)[limit - 1]
        before, equal = np.flatnonzero(keys < last), np.flatnonzero(keys == last)
        wanted = limit - len(before)
        # Of thousands of equals only as many as are wanted are sorted.
        chosen = equal[np.argpartition(_order_of_ids(columns, rows[equal]), wanted - 1)[:wanted]]
        kept = np.concatenate([before, chosen])
        rows, keys = rows[kept], keys[kept]
    return rows[np.lexsort((_order_of_ids(columns, rows), keys))]


def _order_of_ids(columns: Columns, rows: Places) -> NDArray[np.int64]:
    """Returns numbers that are in the order of the ids of the rows.

    Rows that were read at once are in that order; each later one stands before the first of those with a greater id.
    """
    is_later = rows >= columns.ordered
    later = columns.ids[rows[is_later]]
    step = len(later) + 1
    numbers = rows.astype(np.int64) * step + len(later)
    ordered = np.argsort(later)
    places = np.empty(len(later), np.int64)
    places[ordered] = np.arange(len(later))
    numbers[is_later] = np.searchsorted(columns.ids[: columns.ordered], later).astype(np.int64) * step + places
    return numbers
