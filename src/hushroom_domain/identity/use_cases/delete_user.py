"""Delete one's own account."""

from attrs import frozen

from hushroom_domain.identity.events import AccountDeleted
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.revocation import end_rights
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class DeleteUser:
    """Close an account softly: nobody can sign in, every token is dead, past partners keep their history.

    What the user had booked or was to serve and has not begun is called off; a session that runs ends.
    """

    begin: Begin[IdentityWork]
    clock: Clock

    async def __call__(self, user_id: UserId) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            user = (await work.users.lock(user_id)).deleted(now)
            await work.users.save(user)
            await end_rights(work, user, now)
            await work.audit.add(act_on_oneself(AuditAction.USER_DELETE, user_id))
            await work.outbox.add([AccountDeleted(user_id=user_id, at=now)])
