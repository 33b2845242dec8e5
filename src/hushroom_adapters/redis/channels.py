"""Messages on Redis's channels, which reach every process that listens at that moment."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog
from attrs import frozen
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hushroom_adapters.redis.connection import PATIENCE_SECONDS, RedisAway, RedisConnection

QUIET_SECONDS = 10.0
"""After so long without a message the server is asked whether it is still there."""
AGAIN_SECONDS = 1.0

log = structlog.get_logger(__name__)


@frozen
class ChannelMessage:
    """A message, and the channel on which it came."""

    channel: str
    data: bytes


async def publish(connection: RedisConnection, channel: str, data: str) -> None:
    """Sends a message to every listener of a channel; while Redis is away nobody gets it."""
    with contextlib.suppress(RedisAway):
        await connection.ask(lambda: connection.client.publish(channel, data))


async def listen(url: str, *channels: str) -> AsyncIterator[ChannelMessage | None]:
    """Yields the messages on the channels without an end; it connects again after an outage.

    Yields None whenever it begins to hear a channel, because messages before that moment were not heard.
    """
    is_away = False
    while True:
        try:
            async for message in _until_broken(url, channels):
                is_away = False
                yield message
        except (RedisError, OSError, TimeoutError) as error:
            if not is_away:
                log.warning("messages of other processes are not heard", channels=channels, reason=str(error))
            is_away = True
        await asyncio.sleep(AGAIN_SECONDS)


async def _until_broken(url: str, channels: tuple[str, ...]) -> AsyncIterator[ChannelMessage | None]:
    """Yields messages until the connection breaks or does not answer a ping."""
    client = Redis.from_url(url, socket_connect_timeout=PATIENCE_SECONDS * 3)
    async with client, client.pubsub() as subscription:
        await subscription.subscribe(*channels)
        is_asked = False
        while True:
            message = await subscription.get_message(timeout=QUIET_SECONDS)
            if message is None and is_asked:
                raise TimeoutError("Redis is silent")
            is_asked = message is None
            if message is None:
                await subscription.ping()
            elif message["type"] == "subscribe":
                yield None
            elif message["type"] == "message":
                yield ChannelMessage(message["channel"].decode(), message["data"])
