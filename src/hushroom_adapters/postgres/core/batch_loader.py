"""Batches lookups by key: callers that arrive while a statement runs share the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class BatchLoader(Generic[K, V]):
    """Looks values up by key. Each result is as fresh as that of a statement of its own.

    A busy process looks up thousands of viewers a second, and most of the cost of such a statement is its round trip.
    In an idle process the statement runs at once.
    """

    def __init__(self, ask: Callable[[Collection[K]], Awaitable[Mapping[K, V]]]) -> None:
        """Uses `ask` to look several keys up by one statement; it leaves out keys without a value."""
        self._ask = ask
        self._waiting: list[tuple[K, asyncio.Future[V | None]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def __call__(self, key: K) -> V | None:
        """Returns the value of the key, None when there is none. Raises: the error of the statement."""
        answer: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, answer))
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_for_all())
        return await answer

    async def _ask_for_all(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            try:
                found = await self._ask({key for key, _ in waiting})
            except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to those who asked
                for _, answer in waiting:
                    if not answer.done():
                        answer.set_exception(error)
            else:
                for key, answer in waiting:
                    if not answer.done():
                        answer.set_result(found.get(key))
