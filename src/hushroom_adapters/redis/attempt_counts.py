"""Counts of attempts in moving windows, from which an attempt can be taken back: in Redis, and in one process."""

import time
from collections import OrderedDict
from collections.abc import Callable

from attrs import field, frozen
from limits import RateLimitItem

from hushroom_adapters.redis.connection import RedisConnection
from hushroom_domain.identity.model import AttemptVerdict

PREFIX = "hushroom:attempts"
KEPT_HERE_AT_MOST = 10_000
TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local most, window = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local count = redis.call('ZCARD', KEYS[1])
if count >= most then
    local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    return {0, oldest[2] + window - now}
end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('PEXPIRE', KEYS[1], window)
return {1, most - count - 1}
"""
"""Counts an attempt; answers 1 and the number of those that are left, or 0 and the milliseconds until the next one."""


@frozen
class SharedCounts:
    """The counts of all processes, in Redis. Raises: RedisError, OSError (Redis is away)."""

    connection: RedisConnection

    async def take(self, bucket: str, limit: RateLimitItem, attempt_id: str) -> AttemptVerdict:
        """Counts an attempt, unless the window is full."""
        window_milliseconds = limit.get_expiry() * 1000
        arguments = (limit.amount, window_milliseconds, attempt_id)
        taken, number = await self.connection.client.eval(TAKE, 1, _key(bucket), *arguments)  # type: ignore[misc] # the asynchronous one is awaitable
        return _verdict(is_allowed=bool(taken), number=int(number))

    async def give_back(self, bucket: str, attempt_id: str) -> None:
        """Takes one attempt out of the count."""
        await self.connection.client.zrem(_key(bucket), attempt_id)

    async def clear(self, bucket: str) -> None:
        """Begins a count anew."""
        await self.connection.client.delete(_key(bucket))


@frozen
class OwnCounts:
    """The counts of this process, for as long as Redis is away; those of the newest subjects are kept."""

    now: Callable[[], float] = time.monotonic
    _times: OrderedDict[str, dict[str, float]] = field(init=False, factory=OrderedDict)

    def take(self, bucket: str, limit: RateLimitItem, attempt_id: str) -> AttemptVerdict:
        """Counts an attempt, unless the window is full."""
        now, window = self.now(), limit.get_expiry()
        lately = {one: at for one, at in self._times.get(bucket, {}).items() if now - at < window}
        if len(lately) >= limit.amount:
            return _verdict(is_allowed=False, number=int((min(lately.values()) + window - now) * 1000))
        self._times[bucket] = {**lately, attempt_id: now}
        self._times.move_to_end(bucket)
        while len(self._times) > KEPT_HERE_AT_MOST:
            self._times.popitem(last=False)
        return _verdict(is_allowed=True, number=limit.amount - len(lately) - 1)

    def give_back(self, bucket: str, attempt_id: str) -> None:
        """Takes one attempt out of the count."""
        self._times.get(bucket, {}).pop(attempt_id, None)

    def clear(self, bucket: str) -> None:
        """Begins a count anew."""
        self._times.pop(bucket, None)


def _verdict(*, is_allowed: bool, number: int) -> AttemptVerdict:
    if is_allowed:
        return AttemptVerdict(is_allowed=True, is_last=number == 0)
    return AttemptVerdict(is_allowed=False, retry_after_seconds=number // 1000 + 1)


def _key(bucket: str) -> str:
    return f"{PREFIX}:{bucket}"
