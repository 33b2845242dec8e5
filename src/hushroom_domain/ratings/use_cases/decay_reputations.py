"""Decaying the reputation of idle companions."""

from attrs import frozen

from hushroom_domain.ratings.events import ReputationDecayDue
from hushroom_domain.ratings.policy import IDLE_GRACE
from hushroom_domain.ratings.ports import RatingWork
from hushroom_domain.shared.ports import Begin, Clock

BATCH = 1_000


@frozen
class DecayReputations:
    """Announces the companions that were idle for more than 30 days, so that their reputation is recomputed."""

    begin: Begin[RatingWork]
    clock: Clock

    async def __call__(self) -> int:
        """Returns the number of companions that were announced."""
        before = self.clock.now() - IDLE_GRACE
        announced, last = 0, None
        while True:
            async with self.begin() as work:
                idle = await work.ratings.idle_companions(before, BATCH, last)
                await work.outbox.add([ReputationDecayDue(companion_id) for companion_id in idle])
            announced += len(idle)
            if len(idle) < BATCH:
                return announced
            last = idle[-1]
