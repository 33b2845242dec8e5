"""Removes an authenticator app."""

from attrs import frozen

from hushroom_domain.identity.errors import FactorNotFound
from hushroom_domain.identity.events import FactorRemoved
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.identity.services.revocation import end_other_sign_ins
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class RemoveTotp:
    """Removes the secret of an authenticator app, and ends every sign-in of its user but `kept`.

    The recovery codes go with the last second factor. The user is told by mail.

    Raises: UserNotFound, StepUpRequired, FactorNotFound, FactorRequired.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    step_up: StepUp
    duty: FactorDuty
    ids: Ids

    async def __call__(self, user_id: UserId, kept: FamilyId | None) -> None:
        async with self.begin() as work:
            user = await work.users.lock(user_id)
            await self.step_up.require(work, user_id, kept)
            credential = await work.totp_credentials.get(user_id)
            if credential is None or not credential.is_confirmed:
                raise FactorNotFound
            await self.duty.require_another_factor(work, user)
            await work.totp_credentials.remove(user_id)
            if not (await work.second_factors.of(user_id)).methods:
                await work.recovery_codes.replace(user_id, ())
            await end_other_sign_ins(work, user_id, kept, self.clock.now())
            await work.audit.add(act_on_oneself(AuditAction.FACTOR_REMOVE, user_id))
            await work.outbox.add([FactorRemoved(user_id=user_id, request_id=self.ids.new())])
