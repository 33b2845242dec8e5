"""Replaces the recovery codes of a user."""

from attrs import frozen

from hushroom_domain.identity.errors import FactorNotFound
from hushroom_domain.identity.events import RecoveryCodesReplaced
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.recovery_code_issuer import RecoveryCodeIssuer
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class ReplaceRecoveryCodes:
    """Returns ten new recovery codes; earlier ones do not count any more. The user is told by mail.

    Raises: UserNotFound, StepUpRequired, FactorNotFound (there is no second factor that they could replace).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    issuer: RecoveryCodeIssuer
    step_up: StepUp
    ids: Ids

    async def __call__(self, user_id: UserId, sign_in_id: FamilyId | None) -> tuple[str, ...]:
        async with self.begin() as work:
            await work.users.lock(user_id)
            await self.step_up.require(work, user_id, sign_in_id)
            if not (await work.second_factors.of(user_id)).methods:
                raise FactorNotFound
            await work.audit.add(act_on_oneself(AuditAction.RECOVERY_CODES_REPLACE, user_id))
            await work.outbox.add([RecoveryCodesReplaced(user_id=user_id, request_id=self.ids.new())])
            return await self.issuer.issue(work, user_id, self.clock.now())
