"""Sends realtime messages to the participants in a session's room, whichever process they are connected to."""

from redis.asyncio import Redis

from hushroom_adapters.realtime.messages import messages_of
from hushroom_adapters.redis.channels import publish
from hushroom_adapters.redis.connection import PATIENCE_SECONDS, RedisConnection
from hushroom_adapters.redis.fanout import Fanout
from hushroom_adapters.redis.user_signals import ACCESS_CHANNEL, NOTIFIED_CHANNEL
from hushroom_domain.notifications.model import RoomMessage
from hushroom_domain.shared.ids import UserId


class RedisBroadcasts:
    """Implements `Broadcasts`; while Redis is away messages are dropped and the outage is logged once."""

    def __init__(self, redis_url: str) -> None:
        """Connects with the first message."""
        self._client = Redis.from_url(
            redis_url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
        )
        self._connection = RedisConnection(self._client)
        self._fanout = Fanout(self._connection)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def send(self, message: RoomMessage) -> None:
        for said in messages_of(message):
            await self._fanout.emit(said.event, said.payload, namespace=said.namespace, room=said.room)

    async def access_ended(self, user_id: UserId) -> None:
        await publish(self._connection, ACCESS_CHANNEL, str(user_id))

    async def notified(self, user_id: UserId) -> None:
        await publish(self._connection, NOTIFIED_CHANNEL, str(user_id))
