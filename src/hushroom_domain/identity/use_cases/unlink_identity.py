"""Removes an identity of a provider from the user's own account."""

from attrs import frozen

from hushroom_domain.identity.errors import IdentityNotFound
from hushroom_domain.identity.events import IdentityUnlinked
from hushroom_domain.identity.model import GRANTS_SIGN_IN, LinkedIdentity
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.other_credentials import require_another_credential
from hushroom_domain.identity.services.revocation import end_other_sign_ins
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, IdentityId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class UnlinkIdentity:
    """Removes an identity, and ends every sign-in of the user but `kept`, because any of them may be by it.

    Raises: UserNotFound, IdentityNotFound (also for one of another user), LastCredential.
    """

    begin: Begin[IdentityWork]
    clock: Clock

    async def __call__(self, user_id: UserId, identity_id: IdentityId, kept: FamilyId | None) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            await work.users.lock(user_id)
            identity = await self._removable(work, user_id, identity_id)
            await work.linked_identities.remove(identity.id)
            await end_other_sign_ins(work, user_id, kept, now)
            await work.one_time_tokens.revoke(user_id, GRANTS_SIGN_IN, now)
            await work.audit.add(act_on_oneself(AuditAction.IDENTITY_UNLINK, user_id, provider=identity.provider))
            await work.outbox.add([IdentityUnlinked(identity_id=identity.id, user_id=user_id)])

    async def _removable(self, work: IdentityWork, user_id: UserId, identity_id: IdentityId) -> LinkedIdentity:
        identities = await work.linked_identities.of_user(user_id)
        identity = next((one for one in identities if one.id == identity_id), None)
        if identity is None:
            raise IdentityNotFound
        await require_another_credential(work, user_id)
        return identity
