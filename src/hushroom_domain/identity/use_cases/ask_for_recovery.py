"""Asks for the recovery of an account whose owner has lost all second factors."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import InactiveAccount
from hushroom_domain.identity.events import FactorRecoveryAsked
from hushroom_domain.identity.model import ChallengePurpose, FactorRecovery, User
from hushroom_domain.identity.policy import TOKEN
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.challenge_keeper import ChallengeKeeper
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import RecoveryId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import DailyQuota


@frozen
class AskForRecovery:
    """Stores the request of a person who has shown a first proof; the owner is told by mail, with a link that stops it.

    A request that is open already is returned as it is, without another mail.

    Raises: ValidationFailed, ChallengeEnded, InactiveAccount (a deleted account gets no mail), RecoveryQuotaReached.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    ids: Ids
    challenges: ChallengeKeeper
    quota: DailyQuota

    @frozen
    class Command(ValidatedInput):
        challenge: Annotated[str, TOKEN] = field(repr=False)

    async def __call__(self, command: Command) -> FactorRecovery:
        found = await self.challenges.found(command.challenge, ChallengePurpose.SHOW)
        async with self.begin() as work:
            user = (await self.challenges.locked(work, found)).user
            if not user.is_enabled:
                raise InactiveAccount
            present = await work.factor_recoveries.open_of(user.id)
            if present is not None and present.is_open(self.clock.now()):
                return present
            if present is not None:
                await work.factor_recoveries.save(present.lapsed(self.clock.now()))
            return await self._asked(work, user)

    async def _asked(self, work: IdentityWork, user: User) -> FactorRecovery:
        now = self.clock.now()
        await self.quota.spend(work, user.id, now)
        recovery = FactorRecovery(id=RecoveryId(self.ids.new()), user_id=user.id, asked_at=now)
        await work.factor_recoveries.add(recovery)
        await work.audit.add(act_on_oneself(AuditAction.FACTOR_RECOVERY_ASK, user.id))
        await work.outbox.add([FactorRecoveryAsked(user_id=user.id, recovery_id=recovery.id)])
        return recovery
