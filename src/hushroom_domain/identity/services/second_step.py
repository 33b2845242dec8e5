"""The second step of a sign-in, which API clients and browsers share."""

from typing import Annotated, TypeVar

from attrs import evolve, field, frozen

from hushroom_domain.identity.errors import ChallengeEnded, WrongSecondFactor
from hushroom_domain.identity.model import (
    AccountStatus,
    FactorKind,
    ProofAttempt,
    SecondFactorChallenge,
    ShownFactor,
    User,
)
from hushroom_domain.identity.policy import FACTOR_CODE, OPTIONAL_TOKEN, TOKEN
from hushroom_domain.identity.ports import Braked, IdentityWork, OpaqueTokens
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.factor_check import BRAKED, FactorCheck
from hushroom_domain.identity.services.sign_in_gate import SignInGate
from hushroom_domain.identity.services.signers import Signer
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock

S = TypeVar("S")


@frozen(kw_only=True)
class SecondFactorEntries(ValidatedInput):
    """A challenge, and a code of a second factor."""

    challenge: Annotated[str, TOKEN] = field(repr=False)
    kind: FactorKind
    code: Annotated[str, FACTOR_CODE] = field(repr=False)
    device_token: Annotated[str | None, OPTIONAL_TOKEN] = field(default=None, repr=False)

    @property
    def shown(self) -> ShownFactor:
        return ShownFactor(self.kind, self.code)


@frozen
class SecondStep:
    """Meets challenges: a right code begins the sign-in, a wrong one is counted at the challenge and at the account."""

    begin: Begin[IdentityWork]
    clock: Clock
    opaque_tokens: OpaqueTokens
    attempts: AttemptGuard
    check: FactorCheck
    gate: SignInGate

    async def signed_in(self, entries: SecondFactorEntries, signer: Signer[S]) -> S:
        """Begins the sign-in of the challenge's user.

        Raises: ChallengeEnded, WrongSecondFactor (also for a code that was used before, and after too many recent
        attempts at the account, however many challenges they had).
        """
        async with self.begin() as work:
            found = await work.second_factor_challenges.get(self.opaque_tokens.digest(entries.challenge))
            user = await work.users.get(found.user_id) if found else None
        if found is None or user is None or not found.works(self.clock.now()):
            raise ChallengeEnded
        attempt, what = self.attempts.attempt(user, "", entries.device_token), BRAKED[entries.kind]
        verdict = await self.attempts.take(what, attempt)
        signed_in = await self._met(found, entries.shown, signer, attempt) if verdict.is_allowed else None
        if signed_in is None:
            await self.attempts.fail(what, attempt, verdict)
            raise WrongSecondFactor(retry_after_seconds=verdict.retry_after_seconds)
        await self.attempts.prove(what, attempt)
        await self.attempts.prove(Braked.PASSWORD, evolve(attempt, id=found.attempt_id or attempt.id))
        return signed_in

    async def _met(
        self, found: SecondFactorChallenge, shown: ShownFactor, signer: Signer[S], attempt: ProofAttempt
    ) -> S | None:
        """Returns the sign-in; None after a wrong code, which is counted. Raises: ChallengeEnded."""
        async with self.begin() as work:
            user: User = await work.users.lock(found.user_id)
            challenge = await work.second_factor_challenges.get(found.digest)
            if challenge is None or not self._is_met_by(user, challenge):
                raise ChallengeEnded
            if not await self.check.take(work, user.id, shown):
                await work.second_factor_challenges.save(challenge.failed())
                return None
            await work.second_factor_challenges.remove(challenge)
            return await self.gate.begun(work, user, signer, attempt.device_id, has_shown_factor=True)

    def _is_met_by(self, user: User, challenge: SecondFactorChallenge) -> bool:
        """Returns whether the user may still meet the challenge.

        A deletion ends the challenges of sign-ins, so the challenge of a deleted user is one of coming back.
        """
        now = self.clock.now()
        return challenge.works(now) and user.status(now) is not AccountStatus.CLOSED
