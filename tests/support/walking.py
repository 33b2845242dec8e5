"""Walks through all pages of a list while rows are added at its beginning."""

from collections.abc import Awaitable, Callable
from typing import Any

from hushroom_domain.shared.paging import Page, Slice, Window

Look = Callable[[Window], Awaitable[Slice[Any] | Page[Any]]]


async def walked(
    look: Look,
    take: int,
    meanwhile: Callable[[], Awaitable[object]] | None = None,
) -> list[Any]:
    """Returns the items of all pages of `take` rows in order; awaits `meanwhile` after each page."""
    items: list[Any] = []
    window = Window(take)
    while True:
        found = await look(window)
        assert len(found.items) == take or found.next is None, "only the last page may be short"
        items += found.items
        if found.next is None:
            return items
        if meanwhile is not None:
            await meanwhile()
        window = Window(take, after=found.next)
