"""Signs a user in with a passkey as the second factor."""

from typing import Annotated, Generic, TypeVar

from attrs import evolve, field, frozen

from hushroom_domain.identity.model import Assertion, ChallengePurpose
from hushroom_domain.identity.policy import OPTIONAL_TOKEN, TOKEN
from hushroom_domain.identity.ports import Braked, IdentityWork
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.challenge_keeper import ChallengeKeeper
from hushroom_domain.identity.services.passkey_check import PasskeyCheck
from hushroom_domain.identity.services.sign_in_gate import SignInGate
from hushroom_domain.identity.services.signers import Signer
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin

S = TypeVar("S")


@frozen
class ShowPasskey(Generic[S]):
    """Begins the sign-in of a challenge after a passkey of its user has signed.

    A wrong passkey is not counted at the challenge, because nobody can guess a signature.

    Raises: ValidationFailed, ChallengeEnded, WrongPasskey (also that of another user), CopiedPasskey, PasskeysBusy.
    """

    begin: Begin[IdentityWork]
    challenges: ChallengeKeeper
    passkeys: PasskeyCheck
    attempts: AttemptGuard
    gate: SignInGate
    signer: Signer[S]

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        challenge: Annotated[str, TOKEN] = field(repr=False)
        assertion: Assertion
        device_token: Annotated[str | None, OPTIONAL_TOKEN] = field(default=None, repr=False)

    async def __call__(self, command: Command) -> S:
        found = await self.challenges.found(command.challenge, ChallengePurpose.SHOW)
        checked = await self.passkeys.of_owner(command.assertion, found.user.id)
        attempt = self.attempts.attempt(found.user, "", command.device_token)
        async with self.begin() as work:
            now = await self.challenges.locked(work, found)
            await self.passkeys.note_use(work, checked)
            await work.second_factor_challenges.remove(now.challenge)
            begun = await self.gate.begun(work, now.user, self.signer, attempt.device_id, has_shown_factor=True)
        await self.attempts.prove(Braked.PASSWORD, evolve(attempt, id=found.challenge.attempt_id or attempt.id))
        return begun
