"""The message broker: dramatiq on Redis, carrying nothing but the numbers of outbox rows."""

import asyncio
from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import dramatiq
from attrs import frozen
from dramatiq.brokers.redis import RedisBroker

QUEUE = "effects"
ACTOR = "carry_out"
NAMESPACE = "hushroom:jobs"
MOST_QUEUED = 500
"""More than the workers take in a lease; what is beyond waits in the outbox, where it is not published twice."""
MAINTENANCE_CHANCE = 50_000
HEARTBEAT_TIMEOUT_MS = 10_000
"""With these two a killed worker's messages return after about 20 s; the lease of the row is usually quicker."""
TIMEOUTS = {"socket_connect_timeout": "2", "socket_timeout": "2"}


def broker_at(redis_url: str) -> RedisBroker:
    """A broker without dramatiq's own retries and limits: the outbox row knows when to try again."""
    return RedisBroker(  # type: ignore[no-untyped-call] # dramatiq left this one out
        url=_with_timeouts(redis_url),
        middleware=[],
        namespace=NAMESPACE,
        maintenance_chance=MAINTENANCE_CHANCE,
        heartbeat_timeout=HEARTBEAT_TIMEOUT_MS,
    )


def declare_actor(broker: RedisBroker, carry_out: Callable[[int], None]) -> None:
    """Let messages of the queue call `carry_out` with the number of a row."""
    dramatiq.actor(actor_name=ACTOR, queue_name=QUEUE, broker=broker)(carry_out)


def _with_timeouts(redis_url: str) -> str:
    parts = urlsplit(redis_url)
    return urlunsplit(parts._replace(query=urlencode({**TIMEOUTS, **dict(parse_qsl(parts.query))})))


@frozen
class Publisher:
    """Hands row numbers to the broker. The client blocks, so it is called in threads."""

    broker: RedisBroker

    async def room(self) -> int:
        """How many more messages the queue takes now; raises when the broker does not answer."""
        return await asyncio.to_thread(self._room)

    async def publish(self, row_ids: Iterable[int]) -> None:
        await asyncio.to_thread(self._publish, tuple(row_ids))

    def _room(self) -> int:
        return max(0, MOST_QUEUED - int(self.broker.do_qsize(QUEUE)))

    def _publish(self, row_ids: tuple[int, ...]) -> None:
        for row_id in row_ids:
            message: dramatiq.Message[None] = dramatiq.Message(
                queue_name=QUEUE, actor_name=ACTOR, args=(row_id,), kwargs={}, options={}
            )
            self.broker.enqueue(message)
