"""The open streams of notifications of one process, woken by signals of every process."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import structlog
from attrs import define, field

from hushroom_domain.shared.causes import reason_of
from hushroom_domain.shared.ids import UserId
from hushroom_http.server.ports import Platform

BEAT_SECONDS = 15.0
"""Seconds after which a silent stream looks at the database and sends a comment, so that no proxy closes it."""
SIGN_SECONDS = 5.0
"""Seconds between two signs of life of this process's streams, after three of which their places are free."""

log = structlog.get_logger("hushroom.notices")


@define(eq=False)
class Wake:
    """Wakes one stream. It remembers that it was called, and not how often, so that no queue can grow."""

    is_over: bool = False
    _called: asyncio.Event = field(factory=asyncio.Event, init=False)

    def call(self) -> None:
        """Lets the stream look at the database."""
        self._called.set()

    def end(self) -> None:
        """Lets the stream end."""
        self.is_over = True
        self._called.set()

    async def wait(self, seconds: float) -> None:
        """Returns at the next call, at once after one that came since the last wait, or when the time is over."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._called.wait()
        self._called.clear()


@define(eq=False)
class NoticeStreams:
    """The streams of one process; `close` has to run before the platform is closed."""

    platform: Callable[[], Platform]
    beat_seconds: float = BEAT_SECONDS
    """The longest time between two looks of a stream, because a signal can get lost."""
    _wakes: dict[UserId, set[Wake]] = field(factory=dict, init=False)
    _tasks: list["asyncio.Task[None]"] = field(factory=list, init=False)

    @contextmanager
    def opened(self, user_id: UserId) -> Iterator[Wake]:
        """Registers a stream of this user during the block."""
        self._listen()
        wake = Wake()
        self._wakes.setdefault(user_id, set()).add(wake)
        try:
            yield wake
        finally:
            self._wakes[user_id].discard(wake)
            if not self._wakes[user_id]:
                del self._wakes[user_id]

    async def take(self, user_id: UserId, address: str) -> str:
        """Takes a place for a stream and returns its id; an empty text when the user or the address has too many."""
        stream_id = str(uuid4())
        platform = self.platform()
        self._listen()
        if await platform.streams_of_users.take(str(user_id), stream_id):
            if await platform.streams_of_addresses.take(address, stream_id):
                return stream_id
            await platform.streams_of_users.release(str(user_id), stream_id)
        return ""

    async def release(self, user_id: UserId, address: str, stream_id: str) -> None:
        """Frees the place of a stream."""
        await self.platform().streams_of_users.release(str(user_id), stream_id)
        await self.platform().streams_of_addresses.release(address, stream_id)

    async def close(self) -> None:
        """Ends every stream, and stops listening."""
        for wakes in list(self._wakes.values()):
            for wake in wakes:
                wake.end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    def _listen(self) -> None:
        """Starts listening with the first stream of this process."""
        if not self._tasks:
            errands = (self.platform().user_signals.listen(self._heard), self._give_signs())
            self._tasks.extend(asyncio.create_task(errand) for errand in errands)

    def _heard(self, user_id: UserId | None) -> None:
        """Wakes the streams of a user, or all of them when a signal may have been missed."""
        woken = [self._wakes.get(user_id, set())] if user_id is not None else list(self._wakes.values())
        for wakes in woken:
            for wake in wakes:
                wake.call()

    async def _give_signs(self) -> None:
        while True:
            await asyncio.sleep(SIGN_SECONDS)
            try:
                await self.platform().streams_of_users.give_signs()
                await self.platform().streams_of_addresses.give_signs()
            except Exception as error:  # noqa: BLE001 - the next sign may succeed
                log.warning("no sign of life given", reason=reason_of(error))
