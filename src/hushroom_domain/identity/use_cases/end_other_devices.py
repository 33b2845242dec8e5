"""Ends all sign-ins of a user but one."""

from attrs import frozen

from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.revocation import end_other_sign_ins
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class EndOtherDevices:
    """Ends every sign-in of a user but `kept`, and forgets their devices; without `kept` ends all."""

    begin: Begin[IdentityWork]
    clock: Clock

    async def __call__(self, user_id: UserId, kept: FamilyId | None) -> None:
        async with self.begin() as work:
            await work.users.lock(user_id)
            await end_other_sign_ins(work, user_id, kept, self.clock.now())
            await work.audit.add(act_on_oneself(AuditAction.OTHER_DEVICES_END, user_id))
