"""Carries realtime messages between processes through Redis, for the Socket.IO server of each web process.

The library's own Redis manager waits up to a minute before it listens again after an outage, tries every message
twice while Redis is away and logs each try; this manager uses the circuit breaker of the shared connection.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from socketio.async_pubsub_manager import AsyncPubSubManager

from hushroom_adapters.redis.channels import listen, publish
from hushroom_adapters.redis.connection import RedisConnection
from hushroom_adapters.redis.user_signals import ACCESS_CHANNEL, user_in
from hushroom_domain.shared.ids import UserId

CHANNEL = "hushroom:realtime"


class Fanout(AsyncPubSubManager):  # type: ignore[misc] # the library is not typed
    """A manager of Socket.IO clients that sends and receives the messages of all processes."""

    name = "hushroom"

    def __init__(self, connection: RedisConnection, url: str = "") -> None:
        """Publishes through `connection`; listens at `url`, or only publishes when it is empty."""
        super().__init__(channel=CHANNEL, write_only=not url, logger=_Silent())
        self._connection = connection
        self._url = url
        self.on_access_ended: Callable[[UserId], None] = _ignore
        """Called with the user whose connections are to be looked at again; it must not take long."""

    async def stop(self) -> None:
        """Stops listening."""
        task: asyncio.Task[None] | None = getattr(self, "thread", None)
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _publish(self, data: dict[str, Any]) -> None:
        await publish(self._connection, CHANNEL, json.dumps(data))  # Those who are connected here hear it all the same.

    async def _listen(self) -> AsyncIterator[bytes]:
        async for message in listen(self._url, CHANNEL, ACCESS_CHANNEL):
            if message is not None and message.channel == ACCESS_CHANNEL:
                self.on_access_ended(user_in(message))
            elif message is not None:
                yield message.data


def _ignore(_: UserId) -> None:
    """Does nothing; used where no connections are kept."""


class _Silent:
    """Drops the library's log lines, because they quote the messages."""

    def debug(self, *_: Any, **__: Any) -> None: ...

    info = warning = error = exception = debug
