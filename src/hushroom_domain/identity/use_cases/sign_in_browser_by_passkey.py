"""Signs a browser in by a passkey."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.model import Assertion
from hushroom_domain.identity.policy import OPTIONAL_TOKEN
from hushroom_domain.identity.ports import Braked, IdentityWork
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.browser_signer import BrowserSigner, SignedInBrowser
from hushroom_domain.identity.services.passkey_check import PasskeyCheck
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin


@frozen
class SignInBrowserByPasskey:
    """Begins a browser sign-in for a challenge that a passkey has signed.

    Raises: WrongPasskey (also for an unknown or removed passkey, a used or expired challenge, and an inactive account),
    CopiedPasskey, PasskeysBusy.
    """

    begin: Begin[IdentityWork]
    check: PasskeyCheck
    browsers: BrowserSigner
    attempts: AttemptGuard

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        assertion: Assertion
        device_token: Annotated[str | None, OPTIONAL_TOKEN] = field(default=None, repr=False)

    async def __call__(self, command: Command) -> SignedInBrowser:
        checked = await self.check.passkey_of(command.assertion)
        async with self.begin() as work:
            user = await self.check.locked(work, checked)
            attempt = self.attempts.attempt(user, "", command.device_token)
            await work.audit.add(act_on_oneself(AuditAction.USER_LOGIN, user.id))
            signed_in = await self.browsers.sign_in(work, user, known_as=attempt.device_id, has_shown_factor=True)
        await self.attempts.prove(Braked.PASSWORD, attempt)
        return signed_in
