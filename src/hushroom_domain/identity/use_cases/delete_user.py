"""Deletes the user's own account."""

from attrs import frozen

from hushroom_domain.identity.events import AccountDeactivated, ErasureDue
from hushroom_domain.identity.policy import RETURN_WITHIN
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.revocation import end_rights
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class DeleteUser:
    """Marks an account as deleted and ends all its rights; other participants keep the history of their sessions.

    Sessions of the user that have not started are cancelled, and a running one ends, by reactions to its events. Within
    `RETURN_WITHIN` the owner can bring the account back; then it is erased.

    Raises: UserNotFound, StepUpRequired.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    step_up: StepUp

    async def __call__(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            locked = await work.users.lock(user_id)
            await self.step_up.require(work, user_id, sign_in_id)
            user = locked.deleted(now)
            await work.users.save(user)
            await end_rights(work, user, now)
            await work.audit.add(act_on_oneself(AuditAction.USER_DELETE, user_id))
            await work.outbox.add([AccountDeactivated(user_id=user_id, at=now)])
            await work.outbox.add([ErasureDue(user_id=user_id, deleted_at=now)], due=now + RETURN_WITHIN)
