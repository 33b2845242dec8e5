"""The worker process: receives row numbers from the broker and runs their reactions."""

import asyncio
import concurrent.futures
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import structlog
from dramatiq import Worker

from hushroom_adapters.jobs.broker import LaneBroker, Publisher, broker_at, declare_actor
from hushroom_adapters.jobs.lanes import threads
from hushroom_adapters.jobs.ports import JobPlatform, OpenPlatform
from hushroom_adapters.jobs.processes import beside, stop_signal
from hushroom_adapters.jobs.reaction_runner import ReactionRunner
from hushroom_adapters.jobs.relay import Relay
from hushroom_adapters.settings import Settings
from hushroom_domain.shared.causes import reason_of
from hushroom_domain.shared.lanes import Lane
from hushroom_domain.shared.ports import Clock

OWN_THREADS = 8
"""For what is no effect: the relay, and the starting and stopping of workers."""
IDLE_MS = 500
"""The interval at which an idle thread looks whether it is to stop; a message reaches it at once."""
STOP_MS = 1_000
"""The time for which a stop waits for running reactions; an unfinished one runs again after its lease."""

log = structlog.get_logger(__name__)


def run_worker(settings: Settings, open_platform: OpenPlatform, clock: Clock) -> int:
    """Works until SIGTERM or SIGINT. Returns the process's exit code."""
    asyncio.run(_work(settings, open_platform, clock))
    return 0


async def _work(settings: Settings, open_platform: OpenPlatform, clock: Clock) -> None:
    stop, loop = stop_signal(), asyncio.get_running_loop()
    shares = threads(settings.jobs.worker_threads)
    # Names are looked up in threads: a resolver that hangs must not occupy all of them.
    loop.set_default_executor(ThreadPoolExecutor(sum(shares.values()) + OWN_THREADS))
    async with open_platform(settings) as platform:
        brokers = {lane: LaneBroker(settings.redis.url) for lane in shares}
        relay = Relay(
            outbox=platform.outbox,
            messages=Publisher(broker_at(settings.redis.url)),
            clock=clock,
            lease_seconds=settings.jobs.relay_lease_seconds,
            announce=lambda: _wake(brokers.values()),
        )
        # In this process instead of dramatiq's forking command: whoever watches this process watches all of it, and
        # the application lives on the main thread's loop, where signals arrive and which threads only wait for.
        actor = _actor(platform, clock, loop)
        workers = [_worker(brokers[lane], lane, share, actor) for lane, share in shares.items()]
        async with beside(relay.run()):
            await asyncio.gather(*(asyncio.to_thread(worker.start) for worker in workers))
            log.info("worker ready", threads={lane.value: share for lane, share in shares.items()})
            await stop.wait()
        for broker in brokers.values():
            broker.stop_asking()
        await asyncio.gather(*(asyncio.to_thread(_stop, worker) for worker in workers))
        log.info("worker stopped")


def _wake(brokers: Iterable[LaneBroker]) -> None:
    for broker in brokers:
        broker.wake()


def _worker(broker: LaneBroker, lane: Lane, share: int, actor: "Actor") -> Worker:
    """Returns the worker of one lane, with connections of its own: it cannot hold up another lane."""
    declare_actor(broker, lane, actor)
    return Worker(broker, worker_threads=share, worker_timeout=IDLE_MS)


def _actor(platform: JobPlatform, clock: Clock, loop: asyncio.AbstractEventLoop) -> "Actor":
    effects = ReactionRunner(
        application=platform.application, outbox=platform.outbox, read_event=platform.read_event, clock=clock
    )
    return Actor(effects, loop)


class Actor:
    """The function that dramatiq calls in its threads; the work runs on the loop that opened the application."""

    def __init__(self, effects: ReactionRunner, loop: asyncio.AbstractEventLoop) -> None:
        self._effects = effects
        self._loop = loop

    def __call__(self, row_id: int) -> None:
        """Runs the row. Never raises, because a failed message would be kept although the row decides about retries."""
        try:
            asyncio.run_coroutine_threadsafe(self._effects.carry_out(row_id), self._loop).result()
        except concurrent.futures.CancelledError:
            log.info("effect abandoned at the stop, it will run again", row=row_id)
        except Exception as error:  # noqa: BLE001 - the database went away in between; the lease brings the row back
            log.warning("effect could not be recorded", row=row_id, reason=reason_of(error))


def _stop(worker: Worker) -> None:
    try:
        worker.stop(timeout=STOP_MS)
        worker.broker.close()
    except Exception as error:  # noqa: BLE001 - a broker that is away cannot be told good-bye
        log.warning("broker did not hear of the stop", reason=reason_of(error))
