"""The second step of a sign-in, which API clients and browsers share."""

from typing import Annotated, TypeVar

from attrs import evolve, field, frozen

from hushroom_domain.identity.errors import WrongSecondFactor
from hushroom_domain.identity.model import ChallengePurpose, FactorKind, ProofAttempt, ShownFactor
from hushroom_domain.identity.policy import FACTOR_CODE, OPTIONAL_TOKEN, TOKEN
from hushroom_domain.identity.ports import Braked, IdentityWork
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.challenge_keeper import ChallengeKeeper, FoundChallenge
from hushroom_domain.identity.services.factor_check import BRAKED, FactorCheck
from hushroom_domain.identity.services.sign_in_gate import SignInGate
from hushroom_domain.identity.services.signers import Signer
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin

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
    challenges: ChallengeKeeper
    attempts: AttemptGuard
    check: FactorCheck
    gate: SignInGate

    async def signed_in(self, entries: SecondFactorEntries, signer: Signer[S]) -> S:
        """Begins the sign-in of the challenge's user.

        Raises: ChallengeEnded, WrongSecondFactor (also for a code that was used before, and after too many recent
        attempts at the account, however many challenges they had).
        """
        found = await self.challenges.found(entries.challenge, ChallengePurpose.SHOW)
        attempt, what = self.attempts.attempt(found.user, "", entries.device_token), BRAKED[entries.kind]
        verdict = await self.attempts.take(what, attempt)
        signed_in = await self._met(found, entries.shown, signer, attempt) if verdict.is_allowed else None
        if signed_in is None:
            await self.attempts.fail(what, attempt, verdict)
            raise WrongSecondFactor(retry_after_seconds=verdict.retry_after_seconds)
        await self.attempts.prove(what, attempt)
        await self.attempts.prove(Braked.PASSWORD, evolve(attempt, id=found.challenge.attempt_id or attempt.id))
        return signed_in

    async def _met(
        self, found: FoundChallenge, shown: ShownFactor, signer: Signer[S], attempt: ProofAttempt
    ) -> S | None:
        """Returns the sign-in; None after a wrong code, which is counted. Raises: ChallengeEnded."""
        async with self.begin() as work:
            now = await self.challenges.locked(work, found)
            if not await self.check.take(work, now.user.id, shown):
                await work.second_factor_challenges.save(now.challenge.failed())
                return None
            await work.second_factor_challenges.remove(now.challenge)
            return await self.gate.begun(work, now.user, signer, attempt.device_id, has_shown_factor=True)
