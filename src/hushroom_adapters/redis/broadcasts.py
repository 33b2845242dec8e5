"""Tells those in a session's room what happened, from any process, whichever process they are connected to."""

from datetime import datetime

from redis.asyncio import Redis

from hushroom_adapters.announcements import (
    Announcement,
    drift_acknowledged,
    drift_alert,
    milestone,
    session_state,
    timer_tick,
)
from hushroom_adapters.redis.connection import PATIENCE_SECONDS, RedisConnection
from hushroom_adapters.redis.fanout import Fanout
from hushroom_domain.drift.model import DriftLog
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import UserId


class RedisBroadcasts:
    """Implements `Broadcasts`; while Redis is away nothing is said, once logged and without waiting."""

    def __init__(self, redis_url: str) -> None:
        """Connect when there is something to say."""
        self._client = Redis.from_url(
            redis_url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
        )
        self._fanout = Fanout(RedisConnection(self._client))

    async def aclose(self) -> None:
        await self._client.aclose()

    async def session_changed(self, session: Session, now: datetime) -> None:
        await self._say(session_state(session))
        await self._say(timer_tick(session, now))

    async def milestone_passed(self, session: Session, percent: int, now: datetime) -> None:  # noqa: ARG002 - the percentage says it
        await self._say(milestone(session, percent))

    async def drift_flagged(self, log: DriftLog) -> None:
        await self._say(drift_alert(log))

    async def drift_acknowledged(self, log: DriftLog) -> None:
        await self._say(drift_acknowledged(log))

    async def access_ended(self, user_id: UserId) -> None:
        await self._fanout.say_access_ended(user_id)

    async def _say(self, said: Announcement) -> None:
        await self._fanout.emit(said.event, said.payload, namespace=said.namespace, room=said.room)
