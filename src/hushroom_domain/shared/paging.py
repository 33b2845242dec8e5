"""Pages of long lists: a window by number or by position, with limits, and the orders that positions stand in."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from attrs import frozen

from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.limits import BoundedElsewhere, Range

T = TypeVar("T")
Key = datetime | UUID | bool | float
"""A value that a list is ordered by."""

PAGE_SIZE = Range(min=1, max=100)
PAGE_NUMBER = Range(min=1, max=1_000)
TAKE = Range(min=1, max=1_000)
"""Rows of one page of any list; single lists have lower limits."""
SKIP = Range(min=0, max=100_000)
COUNT_LIMIT = 10_000
"""How many rows of a filtered list are counted at most."""
NEWEST_FIRST = (True, True)
OLDEST_FIRST = (False, False)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@frozen
class Position:
    """A place in an ordered list: the sort keys of the row before it, the id last.

    It stays where it is when rows are added or removed elsewhere in the list.
    """

    keys: tuple[Key, ...]


@frozen
class Window(ValidatedInput):
    """The rows of one page: `take` of them behind the position `after`, or else behind the first `skip` rows."""

    take: Annotated[int, TAKE]
    skip: Annotated[int, SKIP] = 0
    after: Annotated[Position | None, BoundedElsewhere("Position, by the number of its keys")] = None

    @classmethod
    def of_page(cls, page: int, limit: int, after: Position | None = None) -> "Window":
        """Returns the window of the `page`-th page (from 1) of `limit` rows, or of those behind `after`."""
        return cls(take=limit, skip=0 if after else (page - 1) * limit, after=after)


@frozen
class Slice(Generic[T]):
    """Consecutive items of a list; `next` is the position behind the last one, None where the list ends."""

    items: tuple[T, ...]
    next: Position | None = None


@frozen
class Page(Generic[T]):
    """A slice of a list, with the number of all its items.

    Where counting stops early, `total` is the number at which it stopped, and `is_total_capped`.
    """

    items: tuple[T, ...]
    total: int
    next: Position | None = None
    is_total_capped: bool = False


@frozen
class Order(Generic[T]):
    """The order of a list: the sort keys of an item, the id last, and for each key whether it descends."""

    keys: Callable[[T], tuple[Key, ...]]
    descends: tuple[bool, ...]

    def cut(self, items: Sequence[T], take: int) -> Slice[T]:
        """Returns the first `take` of some ordered items, which hold at least one more where the list goes on."""
        shown = tuple(items[:take])
        return Slice(shown, Position(self.keys(shown[-1])) if len(items) > take and shown else None)

    def beyond(self, found: Slice[T], window: Window) -> Position | None:
        """Returns the position behind a slice, also where the list ends with it; None before the head of the list."""
        return found.next or (Position(self.keys(found.items[-1])) if found.items else window.after)

    def slice(self, items: Iterable[T], window: Window) -> Slice[T]:
        """Returns the items in the window, of all the items of a list in any order."""
        ordered = sorted(items, key=lambda item: self._place(self.keys(item)))
        if window.after is None:
            return self.cut(ordered[window.skip :], window.take)
        passed = self._place(window.after.keys)
        return self.cut([item for item in ordered if self._place(self.keys(item)) > passed], window.take)

    def page(self, items: Iterable[T], window: Window, most: int | None = None) -> Page[T]:
        """Returns the items in the window with their number, of which at most `most` are counted."""
        every = tuple(items)
        found = self.slice(every, window)
        is_capped = most is not None and len(every) > most
        return Page(found.items, most if most is not None and is_capped else len(every), found.next, is_capped)

    def _place(self, keys: tuple[Key, ...]) -> tuple[float, ...]:
        """Returns numbers that ascend in this order."""
        numbers = map(_number, keys)
        return tuple(-one if descends else one for one, descends in zip(numbers, self.descends, strict=True))


def _number(key: Key) -> float:
    match key:
        case datetime():
            return (key - _EPOCH) // _TICK
        case UUID():
            return key.int
        case _:
            return key
