"""The check of address and password, which every way of signing in begins with."""

from uuid import UUID

from attrs import evolve, field, frozen

from hushroom_domain.identity.errors import WrongCredentials
from hushroom_domain.identity.model import AccountStatus, PasswordCredential, ProofAttempt, User
from hushroom_domain.identity.ports import Braked, DomainNames, IdentityWork, Passwords
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.shared.errors import Unavailable
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin

NO_USER = UserId(UUID(int=0))


@frozen
class CheckedUser:
    """A user, and the password that was right for them; `renewed_hash` is a dearer hash of it, if one was due."""

    user: User
    password: PasswordCredential
    attempt: ProofAttempt
    renewed_hash: str | None = field(default=None, repr=False)


@frozen
class PasswordCheck:
    """Finds the user of an address and a password; counts the attempts."""

    begin: Begin[IdentityWork]
    passwords: Passwords
    domain_names: DomainNames
    attempts: AttemptGuard

    async def user_of(
        self,
        email: str,
        password: str,
        device_token: str | None = None,
        *,
        status: AccountStatus = AccountStatus.ENABLED,
    ) -> CheckedUser:
        """Returns the user and the password; the account must have this status.

        Raises: WrongCredentials (after the same time for a wrong password, an unknown address, an account of another
        status and too many recent attempts).
        """
        address = EmailAddress.of(email, self.domain_names.to_ascii)
        async with self.begin() as work:
            user = await work.users.by_email(address)
            # Asked for an unknown address as well, so that both answers take as long.
            credential = await work.password_credentials.get(user.id if user else NO_USER)
        attempt = self.attempts.attempt(user, address.key, device_token)
        verdict = await self.attempts.take(Braked.PASSWORD, attempt)
        # After too many attempts nothing is compared, but the answer takes as long as any other.
        hashed = credential.password_hash if credential and verdict.is_allowed else None
        matches = await self.attempts.made(Braked.PASSWORD, attempt, self.passwords.verify(password, hashed))
        found = user.status(attempt.at) if user is not None and matches else None
        if user is None or credential is None or found is not status:
            await self.attempts.fail(Braked.PASSWORD, attempt, verdict)
            raise WrongCredentials(
                retry_after_seconds=verdict.retry_after_seconds, may_return=found is AccountStatus.DEACTIVATED
            )
        return CheckedUser(user, credential, attempt, await self._renewed(password, credential))

    async def prove(self, checked: CheckedUser) -> None:
        """Records that the checked user is the owner; for after the sign-in, when every other factor was shown too."""
        await self.attempts.prove(Braked.PASSWORD, checked.attempt)

    async def locked(
        self, work: IdentityWork, checked: CheckedUser, *, status: AccountStatus = AccountStatus.ENABLED
    ) -> User:
        """Returns the checked user, locked, and stores the renewed hash.

        Raises: WrongCredentials (the password or the status changed in the meantime).
        """
        locked = await work.users.lock(checked.user.id)
        stored = await work.password_credentials.get(locked.id)
        if not checked.password.is_same_password(stored) or locked.status(checked.attempt.at) is not status:
            raise WrongCredentials
        if checked.renewed_hash is not None:
            # The password is the same, so it has not changed and no right ends.
            await work.password_credentials.put(evolve(checked.password, password_hash=checked.renewed_hash))
        return locked

    async def _renewed(self, password: str, credential: PasswordCredential) -> str | None:
        """Returns a hash at today's cost if the stored one is cheaper; None too while too many hashes wait."""
        if not self.passwords.is_outdated(credential.password_hash):
            return None
        try:
            return await self.passwords.hash(password)
        except Unavailable:
            # The password was right: it is hashed again at a sign-in in a calmer moment.
            return None
