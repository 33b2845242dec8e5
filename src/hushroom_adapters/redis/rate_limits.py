"""Rate limits in Redis, exact and atomic; while Redis is away each process counts for itself."""

import math
import time
from collections.abc import Mapping

from attrs import field, frozen
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter

from hushroom_adapters.redis.connection import RedisAway, RedisConnection

PREFIX = "hushroom:limits"


@frozen(kw_only=True)
class Verdict:
    """The decision about a request, with the `remaining` of `limit` requests in `window_seconds`.

    In `reset_seconds` from now the oldest counted request leaves the window.
    """

    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int
    window_seconds: int


def limiter_in(connection: RedisConnection) -> MovingWindowRateLimiter:
    """Returns the counters that all processes share, exact and atomic."""
    storage = RedisStorage(
        "async+redis://",
        implementation="redispy",
        key_prefix=PREFIX,
        connection_pool=connection.client.connection_pool,  # type: ignore[arg-type] # the library's own documents say so
    )
    return MovingWindowRateLimiter(storage)


def _parsed(limits: Mapping[str, str]) -> Mapping[str, RateLimitItem]:
    return {scope: parse(text) for scope, text in limits.items()}


@frozen
class RateLimits:
    """Counts requests in moving windows; `limits` holds the limit by scope, such as `{"login": "10/minute"}`."""

    connection: RedisConnection
    limits: Mapping[str, RateLimitItem] = field(converter=_parsed)
    enabled: bool = True
    _shared: MovingWindowRateLimiter = field(init=False)
    _own: MovingWindowRateLimiter = field(init=False, factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    @_shared.default
    def _shared_limiter(self) -> MovingWindowRateLimiter:
        return limiter_in(self.connection)

    async def hit(self, scope: str, client: str) -> Verdict | None:
        """Counts one request of `client` against the limit of `scope`. Returns None when limits are off."""
        if not self.enabled:
            return None
        item = self.limits[scope]
        try:
            return await self.connection.ask(lambda: _verdict(self._shared, item, scope, client))
        except RedisAway:
            return await _verdict(self._own, item, scope, client)


async def _verdict(limiter: MovingWindowRateLimiter, item: RateLimitItem, scope: str, client: str) -> Verdict:
    allowed = await limiter.hit(item, scope, client)
    window = await limiter.get_window_stats(item, scope, client)
    return Verdict(
        allowed=allowed,
        limit=item.amount,
        remaining=max(window.remaining, 0),
        reset_seconds=max(math.ceil(window.reset_time - time.time()), 0),
        window_seconds=item.get_expiry(),
    )
