"""The gate of sign-ins: decides between a sign-in and the demand for a second factor, or for setting one up."""

from typing import TypeVar

from attrs import field, frozen

from hushroom_domain.identity.events import AccountReactivated
from hushroom_domain.identity.model import AccountStatus, ChallengePurpose, FactorKind, ProofAttempt, TokenPurpose, User
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.challenge_keeper import ChallengeKeeper
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.identity.services.signers import Signer
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.ids import FamilyId
from hushroom_domain.shared.ports import Clock

S = TypeVar("S")


@frozen
class FactorDemand:
    """The answer in place of a sign-in; `challenge` is returned once and stored as a digest only."""

    challenge: str = field(repr=False)


@frozen
class SecondFactorRequired(FactorDemand):
    """The demand for a second factor."""

    methods: tuple[FactorKind, ...]


@frozen
class EnrolmentRequired(FactorDemand):
    """The demand to set a second factor up, to a user who must have one and has none."""


@frozen
class SignInGate:
    """Decides about every sign-in after a first proof: password, link or provider.

    Registration alone does not pass here, because a new account has no second factor.
    """

    clock: Clock
    challenges: ChallengeKeeper
    duty: FactorDuty

    async def passed(
        self, work: IdentityWork, user: User, signer: Signer[S], attempt: ProofAttempt | None, **about: str
    ) -> S | FactorDemand:
        """Begins the sign-in of a user without a second factor; others get a challenge instead.

        A user who must have a second factor and has none gets a challenge to set one up.

        The caller has locked the user's row, and has checked a first proof; `attempt` is the one that was counted for
        it, if such proofs are counted, and `about` is told in the audit log.
        """
        is_bound = self.duty.binds(user.role)
        methods = (await work.second_factors.of(user.id)).demanded(is_bound=is_bound)
        if methods:
            secret = await self.challenges.issue(work, user, ChallengePurpose.SHOW, attempt)
            return SecondFactorRequired(secret, methods)
        if is_bound:
            return EnrolmentRequired(await self.challenges.issue(work, user, ChallengePurpose.ENROL, attempt))
        return await self.begun(
            work, user, signer, attempt.device_id if attempt else None, has_shown_factor=False, **about
        )

    async def begun(
        self,
        work: IdentityWork,
        user: User,
        signer: Signer[S],
        known_as: FamilyId | None,
        *,
        has_shown_factor: bool,
        **about: str,
    ) -> S:
        """Begins the sign-in of a user who has shown all that is needed.

        The caller has checked that the account is enabled, or that its owner may bring it back, which happens here.
        """
        now = self.clock.now()
        if user.status(now) is AccountStatus.DEACTIVATED:
            user = user.reactivated(now)
            await work.users.save(user)
            await work.audit.add(act_on_oneself(AuditAction.USER_REACTIVATE, user.id))
            await work.one_time_tokens.revoke(user.id, {TokenPurpose.REACTIVATE}, now)
            await work.outbox.add([AccountReactivated(user.id)])
        await work.audit.add(act_on_oneself(AuditAction.USER_LOGIN, user.id, **about))
        return await signer.sign_in(work, user, known_as=known_as, has_shown_factor=has_shown_factor)
