"""The check of the password of a user who is signed in already."""

from attrs import frozen

from hushroom_domain.identity.errors import WrongPassword
from hushroom_domain.identity.model import PasswordCredential, User
from hushroom_domain.identity.ports import Braked, Passwords
from hushroom_domain.identity.services.attempt_guard import AttemptGuard
from hushroom_domain.shared.ids import FamilyId


@frozen
class OwnPasswordCheck:
    """Checks the password that a user types again; counts the attempts.

    The attempts of a sign-in are counted by themselves, so that strangers do not keep its user out.
    """

    passwords: Passwords
    attempts: AttemptGuard

    async def require(
        self, user: User, stored: PasswordCredential | None, typed: str, sign_in_id: FamilyId | None
    ) -> PasswordCredential:
        """Returns the stored password if it is the one that was typed.

        Raises: WrongPassword (also without a password, and after too many recent attempts).
        """
        attempt = self.attempts.attempt(user, "", signed_in=sign_in_id)
        verdict = await self.attempts.take(Braked.PASSWORD, attempt)
        hashed = stored.password_hash if stored and verdict.is_allowed else None
        comparison = self.passwords.verify(typed, hashed)
        if not await self.attempts.made(Braked.PASSWORD, attempt, comparison) or stored is None:
            await self.attempts.fail(Braked.PASSWORD, attempt, verdict)
            raise WrongPassword(retry_after_seconds=verdict.retry_after_seconds)
        await self.attempts.prove(Braked.PASSWORD, attempt)
        return stored
