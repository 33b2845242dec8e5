"""Registers a user in a browser."""

from attrs import frozen

from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.browser_signer import BrowserSigner, SignedInBrowser
from hushroom_domain.identity.services.registration import NewAccount, Registration
from hushroom_domain.shared.ports import Begin


@frozen
class RegisterInBrowser:
    """Creates the account of an adult and signs their browser in, with the secret `following` if one is given.

    Raises: ValidationFailed (address, password, date of birth), TooYoung, EmailTaken.
    """

    begin: Begin[IdentityWork]
    registration: Registration
    browsers: BrowserSigner
    attempts: AttemptGuard

    Command = NewAccount

    async def __call__(self, command: NewAccount, following: str = "") -> SignedInBrowser:
        account = await self.registration.checked(command)
        async with self.begin() as work:
            user = await self.registration.store(work, account)
            signed_in = await self.browsers.sign_in(work, user, following, is_told=False)
            await self.registration.announce(work, user)
        await self.attempts.know(user)
        return signed_in
