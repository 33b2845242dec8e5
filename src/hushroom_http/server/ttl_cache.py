"""Answers that are expensive to find and may be some seconds old."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class TtlCache(Generic[T]):
    """One value, looked up again when it is older than `seconds`; however many ask at once, one of them looks."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._one_at_a_time = asyncio.Lock()
        self._found: tuple[object, float, T] | None = None

    async def get(self, source: object, look: Callable[[], Awaitable[T]]) -> T:
        """The value; what was found in another source does not count. A look that fails is not remembered."""
        async with self._one_at_a_time:
            if self._found and self._found[0] is source and self._now() < self._found[1]:
                return self._found[2]
            value = await look()
            self._found = (source, self._now() + self._seconds, value)
            return value
