"""Pages: a window on a long list, with limits."""

from typing import Generic, TypeVar

from attrs import frozen

T = TypeVar("T")

MAX_PAGE_SIZE = 100
MAX_SKIP = 100_000


@frozen
class Window:
    """Which rows to show: `take` of them after `skip`."""

    take: int
    skip: int = 0

    @classmethod
    def of_page(cls, page: int, limit: int) -> "Window":
        """The window of the `page`-th page (from 1) of `limit` rows."""
        return cls(take=limit, skip=(page - 1) * limit)


@frozen
class Page(Generic[T]):
    """Some items of a list and how many there are in all."""

    items: tuple[T, ...]
    total: int
