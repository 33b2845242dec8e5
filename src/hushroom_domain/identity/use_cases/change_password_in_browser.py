"""Changes the user's password in a browser, which stays signed in."""

from attrs import frozen

from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.browser_signer import BrowserSigner, SignedInBrowser
from hushroom_domain.identity.services.password_change import PasswordChange, PasswordEntries
from hushroom_domain.shared.ports import Begin


@frozen
class ChangePasswordInBrowser:
    """Replaces a known password; ends every sign-in, and begins another one for the browser that asked.

    The new sign-in has the secret `following` if one is given.

    Raises: UserNotFound, StepUpRequired, ValidationFailed, WrongPassword (also after too many recent attempts).
    """

    begin: Begin[IdentityWork]
    change: PasswordChange
    browsers: BrowserSigner

    Command = PasswordEntries

    async def __call__(self, command: PasswordEntries, following: str = "") -> SignedInBrowser:
        checked = await self.change.checked(command)
        async with self.begin() as work:
            changed = await self.change.apply(work, checked)
            signed_in = await self.browsers.sign_in(work, changed, following, is_told=False)
        await self.change.attempts.know(changed)
        return signed_in
