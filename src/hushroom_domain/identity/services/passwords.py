"""Passwords in one spelling, independent of how a keyboard composes letters."""

from attrs import frozen

from hushroom_domain.identity.policy import normal_password
from hushroom_domain.identity.ports import Passwords


@frozen
class NormalizedPasswords:
    """Implements `Passwords` on another one; hashes the NFKC form, so that all spellings of a password match.

    A hash of the typed form, made by an earlier version, still verifies against that form.
    """

    passwords: Passwords

    async def hash(self, password: str) -> str:
        return await self.passwords.hash(normal_password(password))

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Returns whether the password matches the hash; without a hash it takes as long and returns False."""
        normal = normal_password(password)
        if await self.passwords.verify(normal, hashed):
            return True
        return normal != password and await self.passwords.verify(password, hashed)

    def is_outdated(self, hashed: str) -> bool:
        return self.passwords.is_outdated(hashed)
