"""Registers a user."""

from attrs import frozen

from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.identity.services.registration import NewAccount, Registration
from hushroom_domain.identity.services.token_issuer import BegunSignIn, TokenIssuer
from hushroom_domain.shared.ports import Begin


@frozen
class RegisterUser:
    """Creates the account of an adult and signs them in.

    Raises: ValidationFailed (address, password, date of birth), TooYoung, EmailTaken.
    """

    begin: Begin[IdentityWork]
    registration: Registration
    signing_in: TokenIssuer
    attempts: AttemptGuard

    Command = NewAccount

    async def __call__(self, command: NewAccount) -> BegunSignIn:
        account = await self.registration.checked(command)
        async with self.begin() as work:
            user = await self.registration.store(work, account)
            signed_in = await self.signing_in.sign_in(work, user, is_told=False)
            await self.registration.announce(work, user)
        await self.attempts.know(user)
        return signed_in
