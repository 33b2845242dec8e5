"""Use case: approve a companion."""

from attrs import frozen

from hushroom_domain.companions.errors import IdentityNotVerified
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.companions.services.admin_decision import decision
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import CompanionId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ApproveCompanion:
    """Approves an application on behalf of an administrator.

    Raises: CompanionNotFound, NotPending, IdentityNotVerified (when `requires_identity` is set).
    """

    begin: Begin[CompanionWork]
    clock: Clock
    requires_identity: bool

    async def __call__(self, companion_id: CompanionId, admin_id: UserId) -> Companion:
        async with self.begin() as work:
            companion = await work.companions.lock(companion_id)
            now = self.clock.now()
            change = companion.approved(now)
            if self.requires_identity:
                # The mark on the profile follows the verification with a delay.
                verification = await work.identity_verifications.get(companion.user_id)
                if verification is None or not verification.is_valid(now):
                    raise IdentityNotVerified
            await work.companions.save(change.entity)
            await work.outbox.add(change.events)
            await work.audit.add(decision(AuditAction.COMPANION_APPROVE, admin_id, companion, change.entity))
        return change.entity
