"""A cache for one expensive value that may be some seconds old."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class TtlCache(Generic[T]):
    """Keeps one value for `seconds`; of simultaneous callers only one looks the value up."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._one_at_a_time = asyncio.Lock()
        self._found: tuple[object, float, T] | None = None

    async def get(self, source: object, look: Callable[[], Awaitable[T]]) -> T:
        """Returns the value of this source, from the cache or by `look`; failed lookups are not kept."""
        async with self._one_at_a_time:
            if self._found and self._found[0] is source and self._now() < self._found[1]:
                return self._found[2]
            value = await look()
            self._found = (source, self._now() + self._seconds, value)
            return value
