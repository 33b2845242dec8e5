"""Signs a browser in with address and password."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.policy import OPTIONAL_TOKEN, TYPED_EMAIL, TYPED_PASSWORD
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.browser_signer import BrowserSigner, SignedInBrowser
from hushroom_domain.identity.services.password_check import PasswordCheck
from hushroom_domain.identity.services.sign_in_gate import FactorDemand, SignInGate
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin


@frozen
class SignInBrowser:
    """Begins a browser sign-in for an address and a password.

    A user with a second factor gets a challenge to show it instead.

    Raises: ValidationFailed, WrongCredentials (after the same time for a wrong password, an unknown address, an
    inactive account and too many recent attempts).
    """

    begin: Begin[IdentityWork]
    check: PasswordCheck
    gate: SignInGate
    browsers: BrowserSigner

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        email: Annotated[str, TYPED_EMAIL]
        password: Annotated[str, TYPED_PASSWORD] = field(repr=False)
        device_token: Annotated[str | None, OPTIONAL_TOKEN] = field(default=None, repr=False)

    async def __call__(self, command: Command) -> SignedInBrowser | FactorDemand:
        checked = await self.check.user_of(command.email, command.password, command.device_token)
        async with self.begin() as work:
            user = await self.check.locked(work, checked)
            answer = await self.gate.passed(work, user, self.browsers, checked.attempt)
        if not isinstance(answer, FactorDemand):
            await self.check.prove(checked)
        return answer
