"""Limits of attempts in memory."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import field, frozen

from hushroom_domain.identity.ports import Braked
from hushroom_domain.shared.ports import Clock

HOUR = timedelta(hours=1)


@frozen(eq=False)
class MemoryBrakes:
    """Implements `Brakes` with a number of attempts an hour; all requests have the same origin."""

    clock: Clock
    an_hour: Mapping[Braked, int]
    _tries: dict[tuple[Braked, str], list[datetime]] = field(factory=dict, init=False)

    async def take(self, what: Braked, subject: str) -> bool:
        now = self.clock.now()
        lately = [at for at in self._tries.get((what, subject), []) if now - at < HOUR]
        if len(lately) >= self.an_hour[what]:
            return False
        self._tries[what, subject] = [*lately, now]
        return True

    async def release(self, what: Braked, subject: str) -> None:
        self._tries.pop((what, subject), None)

    async def clear(self, what: Braked, subject: str) -> None:
        self._tries.pop((what, subject), None)
