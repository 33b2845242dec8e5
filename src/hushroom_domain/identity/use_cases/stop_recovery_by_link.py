"""Stops the recovery of an account by the mailed link."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import UselessToken
from hushroom_domain.identity.model import TokenPurpose
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import IdentityWork, OpaqueTokens
from hushroom_domain.identity.services.recovery_stop import stop_recovery
from hushroom_domain.identity.state_machine import RecoveryActor
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class StopRecoveryByLink:
    """Stops the open recovery of the account to whose address the link was mailed.

    Raises: ValidationFailed, UselessToken (unknown, used or expired, or the recovery has ended already).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens

    @frozen
    class Command(ValidatedInput):
        token: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> None:
        now = self.clock.now()
        digest = self.opaque_tokens.digest(command.token)
        async with self.begin() as work:
            found = await work.one_time_tokens.get(digest, TokenPurpose.STOP_RECOVERY)
            if found is None:
                raise UselessToken
            user = await work.users.lock(found.user_id)
            token = await work.one_time_tokens.lock(digest, TokenPurpose.STOP_RECOVERY)
            if token is None or not token.works(now):
                raise UselessToken
            await work.one_time_tokens.save(token.used(now))
            if not await stop_recovery(work, user.id, RecoveryActor.PERSON, now):
                raise UselessToken
            await work.audit.add(act_on_oneself(AuditAction.FACTOR_RECOVERY_STOP, user.id))
