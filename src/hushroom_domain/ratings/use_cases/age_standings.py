"""Let the reputation of idle companions fade."""

from attrs import frozen

from hushroom_domain.ratings.events import StandingAged
from hushroom_domain.ratings.policy import IDLE_GRACE
from hushroom_domain.ratings.ports import RatingWork
from hushroom_domain.shared.ports import Begin, Clock

BATCH = 5_000


@frozen
class AgeStandings:
    """Announce the companions that were idle for more than 30 days, so that each is refreshed; how many."""

    begin: Begin[RatingWork]
    clock: Clock

    async def __call__(self) -> int:
        async with self.begin() as work:
            idle = await work.ratings.idle_companions(self.clock.now() - IDLE_GRACE, BATCH)
            await work.outbox.add([StandingAged(companion_id) for companion_id in idle])
        return len(idle)
