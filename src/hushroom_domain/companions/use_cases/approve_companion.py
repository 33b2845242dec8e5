"""Approve a companion."""

from attrs import frozen

from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ApproveCompanion:
    """Accept an application. Refuses with `CompanionNotFound` and `NotPending`."""

    begin: Begin[CompanionWork]
    clock: Clock

    async def __call__(self, companion_id: CompanionId) -> Companion:
        async with self.begin() as work:
            companion = await work.companions.lock(companion_id)
            change = companion.approved(self.clock.now())
            await work.companions.save(change.entity)
            await work.outbox.add(change.events)
        return change.entity
