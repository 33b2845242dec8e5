"""Confirms the enrolment of an authenticator app before a sign-in, and begins the sign-in."""

from typing import Annotated, Generic, TypeVar

from attrs import evolve, field, frozen

from hushroom_domain.identity.errors import WrongTotpCode
from hushroom_domain.identity.model import ChallengePurpose, ProofAttempt
from hushroom_domain.identity.policy import FACTOR_CODE, OPTIONAL_TOKEN, TOKEN
from hushroom_domain.identity.ports import Braked, IdentityWork
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.challenge_keeper import ChallengeKeeper, FoundChallenge
from hushroom_domain.identity.services.sign_in_gate import SignInGate
from hushroom_domain.identity.services.signers import Signer
from hushroom_domain.identity.services.totp_enroller import TotpEnroller
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin

S = TypeVar("S")


@frozen
class EnrolledSignIn(Generic[S]):
    """A sign-in that began with the enrolment of a second factor, and the recovery codes, which are shown once."""

    signed_in: S
    recovery_codes: tuple[str, ...] = field(repr=False)


@frozen
class FinishEnrolment(Generic[S]):
    """Makes an authenticator app a second factor by a code of it, and begins a sign-in of an API client or a browser.

    The enrolment counts as the second factor of this sign-in; every other sign-in ends. The user is told by mail.

    Raises: ValidationFailed, ChallengeEnded (also for a challenge to show a factor), TotpNotBegun, WrongTotpCode (also
    after too many recent attempts at the account).
    """

    begin: Begin[IdentityWork]
    challenges: ChallengeKeeper
    attempts: AttemptGuard
    enroller: TotpEnroller
    gate: SignInGate
    signer: Signer[S]

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        challenge: Annotated[str, TOKEN] = field(repr=False)
        code: Annotated[str, FACTOR_CODE] = field(repr=False)
        device_token: Annotated[str | None, OPTIONAL_TOKEN] = field(default=None, repr=False)

    async def __call__(self, command: Command) -> EnrolledSignIn[S]:
        found = await self.challenges.found(command.challenge, ChallengePurpose.ENROL)
        attempt = self.attempts.attempt(found.user, "", command.device_token)
        verdict = await self.attempts.take(Braked.ONE_TIME_CODE, attempt)
        enrolled = await self._enrolled(found, command.code, attempt) if verdict.is_allowed else None
        if enrolled is None:
            await self.attempts.fail(Braked.ONE_TIME_CODE, attempt, verdict)
            raise WrongTotpCode
        await self.attempts.prove(Braked.ONE_TIME_CODE, attempt)
        await self.attempts.prove(Braked.PASSWORD, evolve(attempt, id=found.challenge.attempt_id or attempt.id))
        return enrolled

    async def _enrolled(self, found: FoundChallenge, code: str, attempt: ProofAttempt) -> EnrolledSignIn[S] | None:
        """Returns the sign-in; None after a wrong code. Raises: ChallengeEnded, TotpNotBegun."""
        async with self.begin() as work:
            now = await self.challenges.locked(work, found)
            codes = await self.enroller.confirm(work, now.user.id, code, None, attempt.id)
            if codes is None:
                await work.second_factor_challenges.save(now.challenge.failed())
                return None
            signed_in = await self.gate.begun(work, now.user, self.signer, attempt.device_id, has_shown_factor=True)
        return EnrolledSignIn(signed_in, codes)
