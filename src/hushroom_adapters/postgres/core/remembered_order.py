"""The items of a remembered order that are still in order."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any


def places_in_order(keys: Sequence[Any]) -> list[int]:
    """Returns the places of a longest part of the sequence whose keys ascend.

    Items that have changed since the order was made stand out of it. The algorithm is patience sorting
    (M. L. Fredman, "On computing the length of longest increasing subsequences", Discrete Mathematics 11, 1975).
    """
    ends: list[Any] = []
    places: list[int] = []
    before: list[int | None] = []
    for place, key in enumerate(keys):
        length = bisect_right(ends, key)
        before.append(places[length - 1] if length else None)
        ends[length : length + 1], places[length : length + 1] = [key], [place]
    return _followed(places[-1] if places else None, before)[::-1]


def _followed(place: int | None, before: Sequence[int | None]) -> list[int]:
    found = []
    while place is not None:
        found.append(place)
        place = before[place]
    return found
