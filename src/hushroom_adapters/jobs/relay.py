"""The relay: moves due rows from the outbox to the broker. Any number of relays may run at once."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import structlog
from attrs import define, field

from hushroom_adapters.jobs.ports import Job, OutboxStore
from hushroom_domain.shared.causes import reason_of
from hushroom_domain.shared.lanes import Lane
from hushroom_domain.shared.ports import Clock

BATCH = 50
POLL_SECONDS = 1.0
"""A wake-up that got lost costs no more than this."""
REST_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Messages(Protocol):
    """The broker as the relay sees it."""

    async def room(self) -> Mapping[Lane, int]: ...

    async def publish(self, jobs: Iterable[Job]) -> None: ...


@define(kw_only=True)
class Relay:
    """Leases rows and publishes them; a row whose lease expires before it is done is published again."""

    outbox: OutboxStore
    messages: Messages
    clock: Clock
    lease_seconds: int
    announce: Callable[[], None] = lambda: None
    """Called when this relay published rows, or when rows were added that another relay may be publishing."""
    rest_seconds: float = REST_SECONDS
    is_stuck: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Moves rows for ever; a failure is logged once and retried until it is over."""
        while True:
            try:
                moved = await self.move()
                self._say_recovered()
                if moved:
                    self.announce()
                if max(moved.values(), default=0) < BATCH and await self.outbox.wait(POLL_SECONDS):
                    self.announce()
            except Exception as error:  # noqa: BLE001 - database and broker may be away in any way; we wait for them
                self._say_stuck(error)
                await asyncio.sleep(self.rest_seconds)

    async def move(self) -> Counter[Lane]:
        """Publishes one batch of each lane. Returns the rows by lane. A full queue holds up its own lane only.

        The broker is asked first, so that no row is leased while the broker is away.
        """
        room = {lane: min(BATCH, free) for lane, free in (await self.messages.room()).items() if free}
        jobs = await self.outbox.lease(room, self.lease_seconds, self.clock.now()) if room else ()
        await self.messages.publish(jobs)
        return Counter(job.lane for job in jobs)

    def _say_stuck(self, error: Exception) -> None:
        if not self.is_stuck:
            log.warning("relay is stuck, effects wait in the outbox", reason=reason_of(error))
        self.is_stuck = True

    def _say_recovered(self) -> None:
        if self.is_stuck:
            log.info("relay works again")
        self.is_stuck = False
