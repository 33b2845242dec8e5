"""Carries realtime messages between processes through Redis, for the Socket.IO server of each web process.

The library's own Redis manager waits up to a minute before it listens again after an outage, tries every message
twice while Redis is away and logs each try; this manager uses the circuit breaker of the shared connection.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from socketio.async_pubsub_manager import AsyncPubSubManager

from hushroom_adapters.redis.connection import PATIENCE_SECONDS, RedisAway, RedisConnection
from hushroom_domain.shared.ids import UserId

CHANNEL = "hushroom:realtime"
ACCESS_CHANNEL = "hushroom:access"
"""Carries ids of users of whose sign-ins at least one is over; beside the library's channel, which is full of JSON."""
QUIET_SECONDS = 10.0
"""After so long without a message the server is asked whether it is still there."""
AGAIN_SECONDS = 1.0

log = structlog.get_logger(__name__)


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

    async def say_access_ended(self, user_id: UserId) -> None:
        """Tells every process that a sign-in of this user has ended; while Redis is away, periodic checks find it."""
        with contextlib.suppress(RedisAway):
            await self._connection.ask(lambda: self._connection.client.publish(ACCESS_CHANNEL, str(user_id)))

    async def _publish(self, data: dict[str, Any]) -> None:
        message = json.dumps(data)
        with contextlib.suppress(RedisAway):  # Those who are connected here have heard it all the same.
            await self._connection.ask(lambda: self._connection.client.publish(CHANNEL, message))

    async def _listen(self) -> AsyncIterator[bytes]:
        is_away = False
        while True:
            try:
                async for message in self._heard():
                    is_away = False
                    yield message
            except (RedisError, OSError, TimeoutError) as error:
                if not is_away:
                    log.warning("realtime messages of other processes are not heard", reason=str(error))
                is_away = True
            await asyncio.sleep(AGAIN_SECONDS)

    async def _heard(self) -> AsyncIterator[bytes]:
        """Yields messages until the connection breaks or does not answer a ping."""
        client = Redis.from_url(self._url, socket_connect_timeout=PATIENCE_SECONDS * 3)
        async with client, client.pubsub() as subscription:
            await subscription.subscribe(CHANNEL, ACCESS_CHANNEL)
            is_asked = False
            while True:
                message = await subscription.get_message(timeout=QUIET_SECONDS)
                if message is None and is_asked:
                    raise TimeoutError("Redis is silent")
                is_asked = message is None
                if message is None:
                    await subscription.ping()
                elif message["type"] == "message" and message["channel"] == ACCESS_CHANNEL.encode():
                    self.on_access_ended(UserId(UUID(message["data"].decode())))
                elif message["type"] == "message":
                    yield message["data"]


def _ignore(_: UserId) -> None:
    """Does nothing; used where no connections are kept."""


class _Silent:
    """Drops the library's log lines, because they quote the messages."""

    def debug(self, *_: Any, **__: Any) -> None: ...

    info = warning = error = exception = debug
