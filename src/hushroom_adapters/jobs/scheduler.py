"""The scheduler process: runs periodic tasks, and relays beside the workers."""

import asyncio

import structlog

from hushroom_adapters.jobs.broker import Publisher, broker_at
from hushroom_adapters.jobs.ports import OpenPlatform
from hushroom_adapters.jobs.processes import beside, stop_signal
from hushroom_adapters.jobs.relay import Relay
from hushroom_adapters.jobs.schedule import Schedule
from hushroom_adapters.settings import Settings
from hushroom_domain.shared.ports import Clock

log = structlog.get_logger(__name__)


def run_scheduler(settings: Settings, open_platform: OpenPlatform, clock: Clock) -> int:
    """Keeps the schedule until SIGTERM or SIGINT. Returns the process's exit code."""
    asyncio.run(_keep(settings, open_platform, clock))
    return 0


async def _keep(settings: Settings, open_platform: OpenPlatform, clock: Clock) -> None:
    stop = stop_signal()
    async with open_platform(settings) as platform:
        relay = Relay(
            outbox=platform.outbox,
            messages=Publisher(broker_at(settings.redis.url)),
            clock=clock,
            lease_seconds=settings.jobs.relay_lease_seconds,
        )
        schedule = Schedule(platform=platform, locks=platform.schedule_locks, clock=clock)
        async with beside(relay.run(), schedule.run()):
            log.info("scheduler ready")
            await stop.wait()
        log.info("scheduler stopped")
