"""Use case: reactivate a companion."""

from attrs import frozen

from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.companions.services.admin_decision import decision
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import CompanionId, FamilyId, UserId
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class ReactivateCompanion:
    """Ends the suspension of a companion on behalf of an administrator.

    A profile that was approved is offered again, and an application waits for review again. A closed account stays
    closed.

    Raises: CompanionNotFound, StepUpRequired, IllegalTransition.
    """

    begin: Begin[CompanionWork]
    clock: Clock
    ids: Ids
    step_up: StepUp

    async def __call__(
        self, companion_id: CompanionId, admin_id: UserId, sign_in_id: FamilyId | None = None
    ) -> Companion:
        async with self.begin() as work:
            await self.step_up.require(work, admin_id, sign_in_id)
            companion = await work.companions.lock(companion_id)
            change = companion.reactivated(request_id=self.ids.new(), now=self.clock.now())
            await work.companions.save(change.entity)
            await work.outbox.add(change.events)
            await work.audit.add(decision(AuditAction.COMPANION_REACTIVATE, admin_id, companion, change.entity))
        return change.entity
