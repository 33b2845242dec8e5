"""Pages of long lists: windows by number or by position, the limits of windows, and the order of a list."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from attrs import frozen

from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.limits import BoundedElsewhere, Range

T = TypeVar("T")
Key = datetime | UUID | bool | float
"""The types of sort keys."""

PAGE_SIZE = Range(min=1, max=100)
PAGE_NUMBER = Range(min=1, max=1_000)
TAKE = Range(min=1, max=1_000)
"""Rows on one page of any list; single lists have lower limits."""
SKIP = Range(min=0, max=100_000)
COUNT_LIMIT = 10_000
"""Largest number of rows of a filtered list that are counted."""
EXACT_LIMIT = 10_000
"""Largest total of a search for companions that is exact; larger ones are estimated, and those of words may be."""


@frozen
class Position:
    """A place in an ordered list: the sort keys of the row before it, the id last.

    Rows that are added or removed elsewhere in the list do not move it.
    """

    keys: tuple[Key, ...]


@frozen
class Window(ValidatedInput):
    """Selects the rows of one page: `take` rows behind the position `after`, or else behind the first `skip` rows."""

    take: Annotated[int, TAKE]
    skip: Annotated[int, SKIP] = 0
    after: Annotated[Position | None, BoundedElsewhere("Position, by the number of its keys")] = None

    @classmethod
    def of_page(cls, page: int, limit: int, after: Position | None = None) -> "Window":
        """Returns the window of the `page`-th page (from 1) of `limit` rows, or of those behind `after`."""
        return cls(take=limit, skip=0 if after else (page - 1) * limit, after=after)


@frozen
class Slice(Generic[T]):
    """Consecutive items of a list; `next` is the position behind the last item, None at the end of the list."""

    items: tuple[T, ...]
    next: Position | None = None


@frozen
class Page(Generic[T]):
    """A slice of a list, with the number of all items of the list.

    `is_total_capped` says that counting stopped at `total`, and the list has more items; `is_total_estimate` that the
    list was not counted and `total` is about right.
    """

    items: tuple[T, ...]
    total: int
    next: Position | None = None
    is_total_capped: bool = False
    is_total_estimate: bool = False


@frozen
class Order(Generic[T]):
    """The order of a list: `keys` returns the sort keys of an item, the id last."""

    keys: Callable[[T], tuple[Key, ...]]

    def cut(self, items: Sequence[T], take: int) -> Slice[T]:
        """Returns the first `take` of ordered items; one more item in `items` says that the list goes on."""
        shown = tuple(items[:take])
        return Slice(shown, Position(self.keys(shown[-1])) if len(items) > take and shown else None)

    def beyond(self, found: Slice[T], window: Window) -> Position | None:
        """Returns the position behind a slice, also at the end of the list; None before the first item."""
        return found.next or (Position(self.keys(found.items[-1])) if found.items else window.after)


def in_two_digits(number: int) -> int:
    """Returns an estimate in its two most significant digits, because the others would promise too much."""
    unit = int(10 ** max(len(str(number)) - 2, 0))
    return (number + unit // 2) // unit * unit
