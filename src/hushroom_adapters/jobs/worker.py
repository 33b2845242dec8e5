"""The worker process: takes row numbers from the broker and carries the effects out."""

import asyncio
import concurrent.futures

import structlog
from dramatiq import Worker
from dramatiq.brokers.redis import RedisBroker

from hushroom_adapters.jobs.broker import Publisher, broker_at, declare_actor
from hushroom_adapters.jobs.effects import Effects
from hushroom_adapters.jobs.ports import JobPlatform, OpenPlatform
from hushroom_adapters.jobs.processes import beside, stop_signal
from hushroom_adapters.jobs.relay import Relay
from hushroom_adapters.settings import Settings
from hushroom_domain.shared.ports import Clock

IDLE_POLL_MS = 100
STOP_MS = 1_000
"""How long a stop waits for effects under way; what is not done by then runs again when its lease is over."""

log = structlog.get_logger(__name__)


def run_worker(settings: Settings, open_platform: OpenPlatform, clock: Clock) -> int:
    """Work until SIGTERM or SIGINT; the process's exit code."""
    asyncio.run(_work(settings, open_platform, clock))
    return 0


async def _work(settings: Settings, open_platform: OpenPlatform, clock: Clock) -> None:
    stop = stop_signal()
    async with open_platform(settings) as platform:
        broker = broker_at(settings.redis.url)
        relay = Relay(
            outbox=platform.outbox,
            messages=Publisher(broker_at(settings.redis.url)),
            clock=clock,
            lease_seconds=settings.jobs.relay_lease_seconds,
        )
        declare_actor(broker, _actor(platform, clock, asyncio.get_running_loop()))
        # In this process instead of dramatiq's forking command: whoever watches this process watches all of it, and
        # the application lives on the main thread's loop, where signals arrive and which threads only wait for.
        worker = Worker(broker, worker_threads=settings.jobs.worker_threads, worker_timeout=IDLE_POLL_MS)
        async with beside(relay.run()):
            await asyncio.to_thread(worker.start)
            log.info("worker ready", threads=settings.jobs.worker_threads)
            await stop.wait()
        await asyncio.to_thread(_stop, worker, broker)
        log.info("worker stopped")


def _actor(platform: JobPlatform, clock: Clock, loop: asyncio.AbstractEventLoop) -> "Actor":
    effects = Effects(
        application=platform.application, outbox=platform.outbox, read_event=platform.read_event, clock=clock
    )
    return Actor(effects, loop)


class Actor:
    """What dramatiq calls in its threads; the work itself happens on the loop that opened the application."""

    def __init__(self, effects: Effects, loop: asyncio.AbstractEventLoop) -> None:
        self._effects = effects
        self._loop = loop

    def __call__(self, row_id: int) -> None:
        """Never raises: the row is the truth, and a message that failed would only be kept for nobody to read."""
        try:
            asyncio.run_coroutine_threadsafe(self._effects.carry_out(row_id), self._loop).result()
        except concurrent.futures.CancelledError:
            log.info("effect abandoned at the stop, it will run again", row=row_id)
        except Exception as error:  # noqa: BLE001 - the database went away in between; the lease brings the row back
            log.warning("effect could not be recorded", row=row_id, reason=f"{type(error).__name__}: {error}")


def _stop(worker: Worker, broker: RedisBroker) -> None:
    try:
        worker.stop(timeout=STOP_MS)
        broker.close()
    except Exception as error:  # noqa: BLE001 - a broker that is away cannot be told good-bye
        log.warning("broker did not hear of the stop", reason=f"{type(error).__name__}: {error}")
