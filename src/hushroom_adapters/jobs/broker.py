"""The message broker: dramatiq on Redis; a message carries only the number of an outbox row."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from threading import Event
from typing import Any
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
MAINTENANCE_CHANCE = 100_000
"""Of a million questions to a queue; an empty queue is asked twice a second."""
HEARTBEAT_TIMEOUT_MS = 10_000
"""With these two a killed worker's messages return after about 15 s; the lease of the row is usually quicker."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 0.5
"""The pauses in seconds between two questions to an empty queue: each is twice the last one until it is woken."""
TIMEOUTS = {"socket_connect_timeout": "2", "socket_timeout": "2"}


class LaneBroker(RedisBroker):
    """The broker of one lane of a worker. It waits at an empty queue until it is woken, or asks again now and then.

    The library's own consumer only sleeps: a short sleep costs an idle machine, a long one makes messages wait.
    """

    def __init__(self, redis_url: str) -> None:
        super().__init__(**_options(redis_url))  # type: ignore[no-untyped-call] # dramatiq left this one out
        self._woken = Event()
        self._is_closing = False

    def wake(self) -> None:
        """Makes the consumer ask at once, and often during the next moments: a message is there or on its way."""
        self._woken.set()

    def stop_asking(self) -> None:
        """Makes the consumer ask for no more messages."""
        self._is_closing = True
        self.wake()

    def do_fetch(self, queue_name: str, count: int) -> list[bytes]:
        """Waits until the queue has messages, and returns at most `count`; returns none when the worker stops."""
        fetch, pause = self._dispatch("fetch"), SHORTEST_PAUSE  # type: ignore[no-untyped-call] # see above
        while not self._is_closing:
            messages: list[bytes] = fetch(queue_name, count)
            if messages:
                return messages
            if self._woken.wait(pause):
                self._woken.clear()
                pause = SHORTEST_PAUSE
            else:
                pause = min(2 * pause, LONGEST_PAUSE)
        return []


def broker_at(redis_url: str) -> RedisBroker:
    """Returns a broker to which messages are given."""
    return RedisBroker(**_options(redis_url))  # type: ignore[no-untyped-call] # see above


def _options(redis_url: str) -> dict[str, Any]:
    """Returns options without dramatiq's own retries and limits, because the outbox row decides about retries."""
    return {
        "url": _with_timeouts(redis_url),
        "middleware": [],
        "namespace": NAMESPACE,
        "maintenance_chance": MAINTENANCE_CHANCE,
        "heartbeat_timeout": HEARTBEAT_TIMEOUT_MS,
    }


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
