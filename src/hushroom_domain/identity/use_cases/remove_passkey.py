"""Removes a passkey from the account of a user."""

from attrs import frozen

from hushroom_domain.identity.errors import PasskeyNotFound
from hushroom_domain.identity.events import PasskeyRemoved
from hushroom_domain.identity.model import GRANTS_SIGN_IN
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.identity.services.other_credentials import require_another_credential
from hushroom_domain.identity.services.revocation import end_other_sign_ins
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, PasskeyId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class RemovePasskey:
    """Removes a passkey, and ends every sign-in of its user but `kept`; the user is told by mail.

    A removed passkey may have been lost with its device, on which its owner is still signed in.

    Raises: PasskeyNotFound (also for the passkey of another user), StepUpRequired, LastCredential, FactorRequired.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    step_up: StepUp
    duty: FactorDuty

    async def __call__(self, user_id: UserId, passkey_id: PasskeyId, kept: FamilyId | None) -> None:
        now = self.clock.now()
        async with self.begin() as work:
            user = await work.users.lock(user_id)
            await self.step_up.require(work, user_id, kept)
            passkey = await work.passkeys.get(passkey_id)
            if passkey is None or passkey.user_id != user_id:
                raise PasskeyNotFound
            await require_another_credential(work, user_id)
            await self.duty.require_another_factor(work, user)
            await work.passkeys.remove(passkey.id)
            await end_other_sign_ins(work, user_id, kept, now)
            await work.one_time_tokens.revoke(user_id, GRANTS_SIGN_IN, now)
            await work.audit.add(act_on_oneself(AuditAction.PASSKEY_REMOVE, user_id))
            await work.outbox.add([PasskeyRemoved(user_id=user_id, passkey_id=passkey.id)])
