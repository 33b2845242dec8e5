"""Signs a user in with address and password."""

from typing import Annotated

from attrs import field, frozen

from hushroom_domain.identity.errors import WrongCredentials
from hushroom_domain.identity.policy import TYPED_EMAIL, TYPED_PASSWORD
from hushroom_domain.identity.ports import Braked, Brakes, DomainNames, IdentityWork, Passwords
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.identity.services.token_issuer import SignedIn, TokenIssuer
from hushroom_domain.shared.audit import AuditAction, act_on_oneself
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin


@frozen
class LogIn:
    """Issues tokens for an address and a password.

    Raises: ValidationFailed, WrongCredentials (after the same time for a wrong password, an unknown address, an
    inactive account and too many recent attempts).
    """

    begin: Begin[IdentityWork]
    passwords: Passwords
    domain_names: DomainNames
    signing_in: TokenIssuer
    brakes: Brakes

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        email: Annotated[str, TYPED_EMAIL]
        password: Annotated[str, TYPED_PASSWORD] = field(repr=False)

    async def __call__(self, command: Command) -> SignedIn:
        address = EmailAddress.of(command.email, self.domain_names.to_ascii)
        async with self.begin() as work:
            user = await work.users.by_email(address)
        subject = str(user.id) if user else address.key
        may_try = await self.brakes.take(Braked.PASSWORD, subject)
        # After too many attempts nothing is compared, but the answer takes as long as any other.
        hashed = user.password_hash if user and may_try else None
        matches = await self.passwords.verify(command.password, hashed)
        if user is None or not matches or not user.is_enabled:
            raise WrongCredentials
        await self.brakes.release(Braked.PASSWORD, subject)
        async with self.begin() as work:
            # Locked and read again, because a change of the password in the meantime ends this sign-in too.
            locked = await work.users.lock(user.id)
            if locked.password_hash != user.password_hash or not locked.is_enabled:
                raise WrongCredentials
            await work.audit.add(act_on_oneself(AuditAction.USER_LOGIN, user.id))
            return await self.signing_in.sign_in(work, locked)
