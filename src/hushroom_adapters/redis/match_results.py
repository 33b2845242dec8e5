"""The last match results of each session, kept in Redis for 30 minutes."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

import structlog
from attrs import frozen

from hushroom_adapters.redis.connection import RedisAway, RedisConnection
from hushroom_domain.matching.model import ScoredCandidate
from hushroom_domain.shared.ids import SessionId

PREFIX = "hushroom:match-scores"

log = structlog.get_logger(__name__)


@frozen
class RedisMatchResults:
    """Implements `MatchResults`; while Redis is away no result is kept."""

    connection: RedisConnection
    dump: Callable[[tuple[ScoredCandidate, ...]], bytes]
    load: Callable[[bytes], tuple[ScoredCandidate, ...]]

    async def save(
        self, session_id: SessionId, keywords: tuple[str, ...], found: tuple[ScoredCandidate, ...], lifetime: timedelta
    ) -> None:
        key, data = _key(session_id, keywords), self.dump(found)
        try:
            await self.connection.ask(lambda: self.connection.client.set(key, data, px=lifetime))
        except RedisAway:
            log.warning("match result not kept, redis is away")

    async def get(self, session_id: SessionId, keywords: tuple[str, ...]) -> tuple[ScoredCandidate, ...]:
        key = _key(session_id, keywords)
        try:
            data = await self.connection.ask(lambda: self.connection.client.get(key))
        except RedisAway:
            return ()
        return self._read(data) if data else ()

    def _read(self, data: bytes) -> tuple[ScoredCandidate, ...]:
        try:
            return self.load(data)
        except Exception as error:  # noqa: BLE001 - whatever another version of this program wrote is no result
            log.warning("match result not readable", reason=type(error).__name__)
            return ()


def _key(session_id: SessionId, keywords: tuple[str, ...]) -> str:
    """Returns the key of a result: a goal with other keywords has another one, so that its change ends the result."""
    digest = hashlib.sha256(json.dumps(keywords).encode()).hexdigest()
    return f"{PREFIX}:{session_id}:{digest}"
