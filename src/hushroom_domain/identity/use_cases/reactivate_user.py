"""Brings a deleted account back with address and password."""

from typing import Annotated, Generic, TypeVar

from attrs import field, frozen

from hushroom_domain.identity.model import AccountStatus
from hushroom_domain.identity.policy import OPTIONAL_TOKEN, TYPED_EMAIL, TYPED_PASSWORD
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.password_check import PasswordCheck
from hushroom_domain.identity.services.sign_in_gate import FactorDemand, SignInGate
from hushroom_domain.identity.services.signers import Signer
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin

S = TypeVar("S")


@frozen
class ReactivateUser(Generic[S]):
    """Brings a deleted account back, and begins a sign-in of an API client or of a browser.

    A user with a second factor, or who must have one, gets a challenge instead, and comes back when it is met.

    Raises: ValidationFailed, WrongCredentials (after the same time for a wrong password, an unknown address, an account
    that is not deleted or was deleted too long ago, and too many recent attempts).
    """

    begin: Begin[IdentityWork]
    check: PasswordCheck
    gate: SignInGate
    signer: Signer[S]

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        email: Annotated[str, TYPED_EMAIL]
        password: Annotated[str, TYPED_PASSWORD] = field(repr=False)
        device_token: Annotated[str | None, OPTIONAL_TOKEN] = field(default=None, repr=False)

    async def __call__(self, command: Command) -> S | FactorDemand:
        back = AccountStatus.DEACTIVATED
        checked = await self.check.user_of(command.email, command.password, command.device_token, status=back)
        async with self.begin() as work:
            user = await self.check.locked(work, checked, status=back)
            answer = await self.gate.passed(work, user, self.signer, checked.attempt)
        if not isinstance(answer, FactorDemand):
            await self.check.prove(checked)
        return answer
