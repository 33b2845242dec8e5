"""The last match results of each session, kept in Redis for 30 minutes."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from attrs import frozen

from hushroom_adapters.redis.connection import RedisAway, RedisConnection
from hushroom_domain.matching.model import Match
from hushroom_domain.shared.ids import SessionId

PREFIX = "hushroom:matches"

log = structlog.get_logger(__name__)


@frozen
class RedisMatchResults:
    """Implements `MatchResults`; while Redis is away no result is kept."""

    connection: RedisConnection
    dump: Callable[[tuple[Match, ...]], bytes]
    load: Callable[[bytes], tuple[Match, ...]]

    async def save(self, session_id: SessionId, matches: tuple[Match, ...], lifetime: timedelta) -> None:
        data = self.dump(matches)
        try:
            await self.connection.ask(lambda: self.connection.client.set(_key(session_id), data, px=lifetime))
        except RedisAway:
            log.warning("match result not kept, redis is away")

    async def get(self, session_id: SessionId) -> tuple[Match, ...]:
        try:
            data = await self.connection.ask(lambda: self.connection.client.get(_key(session_id)))
        except RedisAway:
            return ()
        return self._read(data) if data else ()

    def _read(self, data: bytes) -> tuple[Match, ...]:
        try:
            return self.load(data)
        except Exception as error:  # noqa: BLE001 - whatever another version of this program wrote is no result
            log.warning("match result not readable", reason=type(error).__name__)
            return ()


def _key(session_id: SessionId) -> str:
    return f"{PREFIX}:{session_id}"
