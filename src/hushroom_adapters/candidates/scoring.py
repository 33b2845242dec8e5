"""Scores all candidates of a search at once and returns the best.

The rounded score of every row is one byte, so a search reads a few bytes of each candidate; the score before rounding
is computed only for rows that may be among the best.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from hushroom_adapters.candidates.columns import UNTAGGED, Columns, rounded
from hushroom_adapters.candidates.filters import fitting, is_among
from hushroom_domain.matching.model import CandidateSearch, Criteria, ScoredCandidate
from hushroom_domain.matching.policy import UNKNOWN
from hushroom_domain.matching.rules.formula import contributions, exact_of, fairness_of, price_fit_of
from hushroom_domain.matching.rules.scorer import Factors, folded, score
from hushroom_domain.shared.ids import CompanionId

Shares = NDArray[np.float64]
Points = NDArray[np.uint8]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Returns the number of microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def best_of(columns: Columns, search: CandidateSearch, limit: int) -> tuple[ScoredCandidate, ...]:
    """Returns the first `limit` candidates of the search in the order of the scorer."""
    candidates = _candidates(columns, search)
    if not candidates.any():
        return ()
    pool = _Pool.of(columns, search, candidates)
    points = pool.points(candidates)
    rows = _rows_to_compare(points, limit)
    factors = pool.factors(rows)
    exact = exact_of(*contributions(*factors))
    chosen = _first(columns, rows, points[rows], exact, limit)
    shares = zip(*(factor[chosen].tolist() for factor in factors), strict=True)
    return tuple(map(_scored, columns.ids_at(rows[chosen]), shares))


@frozen
class _Pool:
    """The candidates of one search. Goal match, fairness and price fit are tables, in which each row has its place."""

    columns: Columns
    goal: Shares
    met: NDArray[Any] | None
    """The number of words that each row meets; None when all rows have the first entry of the table."""
    fairness: Shares
    counts: NDArray[np.uint16]
    budget: int | None

    @classmethod
    def of(cls, columns: Columns, search: CandidateSearch, candidates: NDArray[np.bool_]) -> "_Pool":
        counts = columns.selections.counts_after(microseconds(search.since))
        most = int(np.multiply(counts[: columns.size], candidates).max())
        goal, met = _goal_match(columns, folded(search.keywords))
        fairness = fairness_of(np.arange(most + 1), most)
        budget = search.criteria.max_price
        return cls(columns, goal, met, fairness, counts, None if budget is None else budget.minor)

    def points(self, candidates: NDArray[np.bool_]) -> Points:
        """Returns the rounded score of each row and 1 more, and 0 for rows that are no candidates."""
        size = self.columns.size
        goal = rounded(contributions(self.goal, 0.0, 0.0, 0.0)[0])
        found: Points = self.columns.base_points(len(self.fairness) - 1) + np.uint8(1)
        if self.met is None:
            found += goal[0]
        else:
            rows = np.flatnonzero(self.met)
            found[rows] += goal[self.met[rows]]
            found += self.columns.is_untagged * goal[-1]
        price = _price_points(self.budget)
        found += price[0] if self.budget is None else price.take(self.columns.rates[:size], mode="clip")
        return np.multiply(found, candidates, out=found)

    def factors(self, rows: NDArray[np.intp]) -> tuple[Shares, Shares, Shares, Shares]:
        """Returns the four factors of some candidates."""
        met = (
            0 if self.met is None else np.where(self.columns.flags[rows] & UNTAGGED, len(self.goal) - 1, self.met[rows])
        )
        rates = 0 if self.budget is None else self.columns.rates[rows]
        same = np.zeros(len(rows))
        return (
            self.goal[met] + same,
            self.columns.reputations[rows],
            self.fairness[self.counts[rows]],
            _price_fit(self.budget)[rates] + same,
        )


def _candidates(columns: Columns, search: CandidateSearch) -> NDArray[np.bool_]:
    """Returns for each row whether it is a candidate of the search."""
    criteria: Criteria = search.criteria
    found = fitting(
        columns,
        is_online=True if criteria.online_only else None,
        max_price=criteria.max_price,
        language=criteria.language,
        expertise_tag=criteria.expertise_tag,
    )
    if criteria.max_price is not None and not criteria.max_price:
        found[:] = False
    own = None if search.own is None else columns.row_of(search.own.bytes)
    if own is not None:
        found[own] = False
    return found


def _goal_match(columns: Columns, words: Sequence[str]) -> tuple[Shares, NDArray[Any] | None]:
    """Returns the possible goal matches, that of untagged rows at the end, and how many words each row meets."""
    if not words:
        return np.array([UNKNOWN]), None
    met: NDArray[Any] = np.zeros(columns.size, np.min_scalar_type(len(words)))
    for word in words:
        met += is_among(columns, columns.tags.rows_meeting(word))
    return np.array([*(number / len(words) for number in range(len(words) + 1)), UNKNOWN]), met


@lru_cache(maxsize=256)
def _price_fit(budget: int | None) -> Shares:
    """Returns the price fit of each price up to the budget in minor units; without a budget, of any price."""
    return np.array([UNKNOWN]) if budget is None else price_fit_of(np.arange(budget + 1), budget)


@lru_cache(maxsize=256)
def _price_points(budget: int | None) -> Points:
    return rounded(contributions(0.0, 0.0, 0.0, _price_fit(budget))[3])


def _rows_to_compare(points: Points, limit: int) -> NDArray[np.intp]:
    """Returns the rows with at least the points of the last row that is returned."""
    lowest, highest = 1, int(points.max())
    while lowest < highest:
        middle = (lowest + highest + 1) // 2
        if np.count_nonzero(points >= middle) >= limit:
            lowest = middle
        else:
            highest = middle - 1
    return np.flatnonzero(points >= lowest)


def _first(columns: Columns, rows: NDArray[np.intp], points: Points, exact: Shares, limit: int) -> list[int]:
    """Returns the places in `rows` of the first rows: by points, then by the exact score, then by id."""
    places = np.arange(len(rows))
    kept = _without_the_worst(columns, rows, points, exact, limit) if len(rows) > limit else places
    # Numbers are negative, so that the best come first; the library subtracts no unsigned bytes below zero.
    points_of, exact_of_them = (-points[kept].astype(np.int16)).tolist(), (-exact[kept]).tolist()
    ordering = zip(points_of, exact_of_them, columns.ids_at(rows[kept]), kept.tolist(), strict=True)
    return [place for *_, place in sorted(ordering)]


def _without_the_worst(
    columns: Columns, rows: NDArray[np.intp], points: Points, exact: Shares, limit: int
) -> NDArray[np.intp]:
    """Returns the places of `limit` rows, of which only those with the fewest points have to compete."""
    lowest = points.min()
    sure, rest = np.flatnonzero(points > lowest), np.flatnonzero(points == lowest)
    wanted = limit - len(sure)
    last = np.partition(exact[rest], len(rest) - wanted)[len(rest) - wanted]
    better, equal = rest[exact[rest] > last], rest[exact[rest] == last]
    return np.concatenate([sure, better, _first_by_id(columns, rows, equal, wanted - len(better))])


def _first_by_id(columns: Columns, rows: NDArray[np.intp], places: NDArray[np.intp], wanted: int) -> NDArray[np.intp]:
    """Returns those of the places whose rows have the lowest ids; most rows are in the order of their ids."""
    ordered = int(np.searchsorted(rows[places], columns.ordered))
    few: list[int] = [*places[: min(ordered, wanted)].tolist(), *places[ordered:].tolist()]
    return np.array(sorted(few, key=lambda place: columns.id_at(int(rows[place])))[:wanted], np.intp)


def _scored(companion_id: bytes, factors: tuple[float, float, float, float]) -> ScoredCandidate:
    goal_match, reputation, fair_distribution, price_fit = factors
    found = Factors(
        goal_match=goal_match, reputation=reputation, fair_distribution=fair_distribution, price_fit=price_fit
    )
    return ScoredCandidate(CompanionId(UUID(bytes=companion_id)), score(found))
