"""Passwords in one spelling, however a keyboard composes their letters."""

from attrs import frozen

from hushroom_domain.identity.policy import normal_password
from hushroom_domain.identity.ports import Passwords


@frozen
class NormalizedPasswords:
    """Implements `Passwords` on another one; hashes the NFKC form, so that all spellings of a password are one.

    A hash of the form that was typed, as earlier versions made it, still verifies against that form.
    """

    passwords: Passwords

    async def hash(self, password: str) -> str:
        return await self.passwords.hash(normal_password(password))

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Returns whether they belong together; takes as long without a hash as with another password's."""
        normal = normal_password(password)
        if await self.passwords.verify(normal, hashed):
            return True
        return normal != password and await self.passwords.verify(password, hashed)
