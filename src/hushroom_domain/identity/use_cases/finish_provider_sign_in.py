"""Signs in with the answer of a provider."""

from typing import Generic, TypeVar

from attrs import frozen

from hushroom_domain.identity.model import ProofAttempt, ProvedIdentity
from hushroom_domain.identity.ports import Braked, IdentityWork
from hushroom_domain.identity.rules.provider_sign_ins import ProviderOutcome
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.attempt_keeper import AnsweredAttempt, AttemptKeeper, ProviderReturn
from hushroom_domain.identity.services.identity_accounts import FoundAccount, IdentityAccounts
from hushroom_domain.identity.services.sign_in_gate import FactorDemand, SignInGate
from hushroom_domain.identity.services.signers import Signer
from hushroom_domain.shared.ports import Begin, Clock

S = TypeVar("S")


@frozen(kw_only=True)
class ProviderStep:
    """The step that a proved identity still needs: a proof of the account, or the entries of a new one.

    The names and the address are the provider's; without an address the person is asked for one.
    """

    outcome: ProviderOutcome
    email: str | None
    first_name: str | None
    last_name: str | None


@frozen
class FinishProviderSignIn(Generic[S]):
    """Signs in the user of a proved identity, or keeps the identity and returns the step that is missing.

    The network of a sign-in is known from then on, and a device that shows its token stays known.

    A user with a second factor, or who must have one, gets a challenge instead.

    Raises: ValidationFailed, ProviderProofInvalid, ProviderDeclined, UnknownProvider, SignInProviderUnavailable,
    InactiveAccount, EmailTaken (the address is that of a closed account).
    """

    begin: Begin[IdentityWork]
    clock: Clock
    keeper: AttemptKeeper
    accounts: IdentityAccounts
    gate: SignInGate
    signer: Signer[S]
    attempts: AttemptGuard

    Command = ProviderReturn

    async def __call__(self, command: ProviderReturn) -> S | FactorDemand | ProviderStep:
        answered = await self.keeper.answered(command, None)
        async with self.begin() as work:
            found = await self.accounts.of(work, answered.proved)
            if found.outcome not in {ProviderOutcome.SIGN_IN, ProviderOutcome.LINK}:
                await self.keeper.hold(work, answered)
                return _missing(found.outcome, answered.proved)
            proof = self.attempts.attempt(found.user, "", command.device_token)
            answer = await self._signed_in(work, found, answered, proof)
        if not isinstance(answer, FactorDemand):
            await self.attempts.prove(Braked.PASSWORD, proof)
        return answer

    async def _signed_in(
        self, work: IdentityWork, found: FoundAccount, answered: AnsweredAttempt, proof: ProofAttempt
    ) -> S | FactorDemand:
        assert found.user is not None, "these outcomes have an account"
        if found.identity is None:
            await self.accounts.link_to_present(work, found.user, answered.proved)
        else:
            await work.linked_identities.save(found.identity.used(self.clock.now()))
        await work.provider_attempts.remove(answered.kept.id)
        provider = answered.proved.provider
        return await self.gate.passed(work, found.user, self.signer, proof, provider=provider)


def _missing(outcome: ProviderOutcome, proved: ProvedIdentity) -> ProviderStep:
    return ProviderStep(outcome=outcome, email=proved.email, first_name=proved.first_name, last_name=proved.last_name)
