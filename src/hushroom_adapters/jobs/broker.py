"""The message broker: dramatiq on Redis; a message carries only the number of an outbox row."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import dramatiq
from attrs import frozen
from dramatiq.brokers.redis import RedisBroker

from hushroom_adapters.jobs.ports import Job
from hushroom_domain.shared.lanes import Lane

ACTOR = "carry_out"
NAMESPACE = "hushroom:jobs"
MOST_QUEUED = 500
"""More than the workers take of a lane in a lease; the rest waits in the outbox, where it is not published twice."""
MAINTENANCE_CHANCE = 50_000
HEARTBEAT_TIMEOUT_MS = 10_000
"""With these two a killed worker's messages return after about 20 s; the lease of the row is usually quicker."""
TIMEOUTS = {"socket_connect_timeout": "2", "socket_timeout": "2"}


def broker_at(redis_url: str) -> RedisBroker:
    """Returns a broker without dramatiq's own retries and limits, because the outbox row decides about retries."""
    return RedisBroker(  # type: ignore[no-untyped-call] # dramatiq left this one out
        url=_with_timeouts(redis_url),
        middleware=[],
        namespace=NAMESPACE,
        maintenance_chance=MAINTENANCE_CHANCE,
        heartbeat_timeout=HEARTBEAT_TIMEOUT_MS,
    )


def queue_of(lane: Lane) -> str:
    """Returns the name of the queue of a lane."""
    return f"effects.{lane.value}"


def declare_actor(broker: RedisBroker, lane: Lane, carry_out: Callable[[int], None]) -> None:
    """Lets messages of the lane's queue call `carry_out` with the number of a row."""
    dramatiq.actor(actor_name=ACTOR, queue_name=queue_of(lane), broker=broker)(carry_out)
    # What is due later waits in the outbox: a consumer of delayed messages would only ask for what never comes.
    broker.delay_queues.clear()


def _with_timeouts(redis_url: str) -> str:
    parts = urlsplit(redis_url)
    return urlunsplit(parts._replace(query=urlencode({**TIMEOUTS, **dict(parse_qsl(parts.query))})))


@frozen
class Publisher:
    """Hands row numbers to the broker. The client blocks, so it is called in threads."""

    broker: RedisBroker

    async def room(self) -> Mapping[Lane, int]:
        """Returns the number of further messages that the queue of each lane accepts now.

        Raises when the broker is away.
        """
        return await asyncio.to_thread(self._room)

    async def publish(self, jobs: Iterable[Job]) -> None:
        """Puts each row's number into the queue of its lane."""
        await asyncio.to_thread(self._publish, tuple(jobs))

    def _room(self) -> Mapping[Lane, int]:
        return {lane: max(0, MOST_QUEUED - int(self.broker.do_qsize(queue_of(lane)))) for lane in Lane}

    def _publish(self, jobs: tuple[Job, ...]) -> None:
        for job in jobs:
            message: dramatiq.Message[None] = dramatiq.Message(
                queue_name=queue_of(job.lane), actor_name=ACTOR, args=(job.id,), kwargs={}, options={}
            )
            self.broker.enqueue(message)
