"""Signs in with an identity of a provider whose account has to be proved first."""

from typing import Annotated, Generic, TypeVar

from attrs import field, frozen

from hushroom_domain.identity.errors import WrongCredentials
from hushroom_domain.identity.policy import OPTIONAL_TOKEN, TOKEN, TYPED_PASSWORD
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.attempt_keeper import AttemptKeeper
from hushroom_domain.identity.services.identity_accounts import IdentityAccounts
from hushroom_domain.identity.services.password_check import PasswordCheck
from hushroom_domain.identity.services.sign_in_gate import FactorDemand, SignInGate
from hushroom_domain.identity.services.signers import Signer
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin

S = TypeVar("S")


@frozen
class ProveAccount(Generic[S]):
    """Adds the proved identity of an attempt to the account with its address, after a proof by password; signs in.

    A user with a second factor, or who must have one, gets a challenge instead, and the identity is not added.

    Raises: ValidationFailed, ProviderProofInvalid (no identity waits, or not any more), WrongCredentials (also after
    too many recent attempts; the identity goes on waiting), IdentityTaken.
    """

    begin: Begin[IdentityWork]
    keeper: AttemptKeeper
    accounts: IdentityAccounts
    check: PasswordCheck
    gate: SignInGate
    signer: Signer[S]

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        attempt: Annotated[str, TOKEN] = field(repr=False)
        password: Annotated[str, TYPED_PASSWORD] = field(repr=False)
        device_token: Annotated[str | None, OPTIONAL_TOKEN] = field(default=None, repr=False)

    async def __call__(self, command: Command) -> S | FactorDemand:
        waiting = await self.keeper.held(command.attempt)
        if waiting.email is None:
            raise WrongCredentials
        checked = await self.check.user_of(waiting.email, command.password, command.device_token)
        async with self.begin() as work:
            user = await self.check.locked(work, checked)
            proved = await self.keeper.take(work, command.attempt)
            await self.accounts.link_to_present(work, user, proved)
            answer = await self.gate.passed(work, user, self.signer, checked.attempt, provider=proved.provider)
        if not isinstance(answer, FactorDemand):
            await self.check.prove(checked)
        return answer
