"""Questions that everybody asks: those who ask while one statement is under way share the next one."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class BatchLoader(Generic[K, V]):
    """Answers one kind of question, by key. Every answer is as fresh as if it had been asked for alone.

    A busy process asks thousands of times a second who somebody is, and what one such statement costs is mostly the
    way there and back. A quiet one asks at once and waits for nobody.
    """

    def __init__(self, ask: Callable[[Collection[K]], Awaitable[Mapping[K, V]]]) -> None:
        """`ask` answers for several keys by one statement; keys without an answer are left out."""
        self._ask = ask
        self._waiting: list[tuple[K, asyncio.Future[V | None]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def __call__(self, key: K) -> V | None:
        """The answer, or None when there is none; raises what the statement raised."""
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
