"""Approves the recovery of an account whose owner has lost all second factors."""

from attrs import frozen

from hushroom_domain.identity.errors import RecoveryNotFound, RecoveryOfOneself
from hushroom_domain.identity.events import FactorRecoveryApproved
from hushroom_domain.identity.model import GRANTS_SIGN_IN, FactorRecovery
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.revocation import end_other_sign_ins
from hushroom_domain.identity.services.step_up import StepUp
from hushroom_domain.shared.audit import AuditAction, Entity, decision
from hushroom_domain.shared.ids import FamilyId, RecoveryId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ApproveRecovery:
    """Removes the second factors, the passkeys and the recovery codes of a person, and ends all sign-ins.

    The owner is told by mail.

    Raises: RecoveryNotFound, RecoveryOfOneself, StepUpRequired (the administrator has to show a factor first),
    RecoveryTooEarly, IllegalTransition (it has ended already, or lapsed).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    step_up: StepUp

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        admin_id: UserId
        sign_in_id: FamilyId | None
        recovery_id: RecoveryId

    async def __call__(self, command: Command) -> FactorRecovery:
        now = self.clock.now()
        async with self.begin() as work:
            found = await work.factor_recoveries.get(command.recovery_id)
            if found is None:
                raise RecoveryNotFound
            if found.user_id == command.admin_id:
                raise RecoveryOfOneself
            await self.step_up.require(work, command.admin_id, command.sign_in_id)
            await work.users.lock(found.user_id)
            present = await work.factor_recoveries.get(command.recovery_id)
            if present is None:  # The account was erased before it could be locked.
                raise RecoveryNotFound
            after = present.approved(now)
            await work.factor_recoveries.save(after)
            await _remove_factors(work, after.user_id)
            await end_other_sign_ins(work, after.user_id, None, now)
            await work.one_time_tokens.revoke(after.user_id, GRANTS_SIGN_IN, now)
            was, became = {"secondFactor": True}, {"secondFactor": False}
            action = AuditAction.FACTOR_RECOVERY_APPROVE
            await work.audit.add(
                decision(command.admin_id, Entity.USER, after.user_id, before=was, after=became, action=action)
            )
            await work.outbox.add([FactorRecoveryApproved(user_id=after.user_id, recovery_id=after.id)])
        return after


async def _remove_factors(work: IdentityWork, user_id: UserId) -> None:
    await work.totp_credentials.remove(user_id)
    await work.recovery_codes.replace(user_id, ())
    for passkey in await work.passkeys.of_user(user_id):
        await work.passkeys.remove(passkey.id)
