"""One connection pool to Redis with a circuit breaker: while Redis is away, no caller waits for it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Self, TypeVar

import structlog
from attrs import define, field, frozen
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

Answer = TypeVar("Answer")

PATIENCE_SECONDS = 0.3
"""The timeout of a command, because requests wait for it; a healthy Redis answers in a millisecond."""
REST_SECONDS = 3.0
"""The pause after a timeout, in which no command is sent."""

log = structlog.get_logger(__name__)


class RedisAway(Exception):
    """Redis does not answer, or did not a moment ago."""


@define
class Circuit:
    """A circuit breaker: while it is open, one caller in `rest_seconds` is let through."""

    rest_seconds: float = REST_SECONDS
    now: Callable[[], float] = time.monotonic
    _is_broken: bool = field(default=False, init=False)
    _rests_until: float = field(default=0.0, init=False)

    def lets_through(self) -> bool:
        """Returns whether this caller may try."""
        if not self._is_broken:
            return True
        if self.now() < self._rests_until:
            return False
        self._rests_until = self.now() + self.rest_seconds
        return True

    def failed(self) -> bool:
        """Records a failure. Returns True when it is the first one of an outage."""
        is_news = not self._is_broken
        self._is_broken, self._rests_until = True, self.now() + self.rest_seconds
        return is_news

    def succeeded(self) -> bool:
        """Records a success. Returns True when it ends an outage."""
        is_news, self._is_broken = self._is_broken, False
        return is_news


@frozen
class RedisConnection:
    """Calls Redis in bounded time."""

    client: "Redis"
    circuit: Circuit = field(factory=Circuit)
    patience_seconds: float = PATIENCE_SECONDS

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str, patience_seconds: float = PATIENCE_SECONDS) -> AsyncIterator[Self]:
        """Opens a pool that connects with the first call, until the block ends.

        A call that takes longer than `patience_seconds` means that Redis is away.
        """
        client = Redis.from_url(
            url,
            socket_connect_timeout=patience_seconds,
            socket_timeout=patience_seconds,
            # Once, for a connection that died while it was idle; Redis being away is noticed by the circuit.
            retry=Retry(NoBackoff(), 1),
        )
        try:
            yield cls(client, patience_seconds=patience_seconds)
        finally:
            await client.aclose()

    async def ask(self, question: Callable[[], Awaitable[Answer]]) -> Answer:
        """Returns the answer of Redis. Raises: RedisAway."""
        if not self.circuit.lets_through():
            raise RedisAway
        try:
            async with asyncio.timeout(self.patience_seconds):
                answer = await question()
        except (RedisError, OSError, TimeoutError) as error:
            if self.circuit.failed():
                log.warning("redis is away", reason=f"{type(error).__name__}: {error}")
            raise RedisAway from error
        if self.circuit.succeeded():
            log.info("redis is back")
        return answer

    async def ping(self) -> None:
        """Returns when Redis answers, whatever the state of the circuit. Raises: RedisAway."""
        try:
            async with asyncio.timeout(self.patience_seconds * 3):
                await self.client.ping()  # type: ignore[misc] # the asynchronous one is always awaitable
        except (RedisError, OSError, TimeoutError) as error:
            raise RedisAway from error
