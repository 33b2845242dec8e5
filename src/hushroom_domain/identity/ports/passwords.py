"""Hashes and judges passwords."""

from typing import Protocol

from hushroom_domain.identity.rules.password_advice import PasswordStrength


class Passwords(Protocol):
    """Hashes passwords outside of the event loop. Raises: Unavailable (too many hashes wait)."""

    async def hash(self, password: str) -> str: ...

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Returns whether the password matches the hash; without a hash it takes as long and returns False."""
        ...

    def is_outdated(self, hashed: str) -> bool:
        """Returns whether `hash` makes dearer hashes now or takes another algorithm: the password is hashed again."""
        ...


class CommonPasswords(Protocol):
    """Knows the passwords that guessers try first."""

    def knows(self, password: str) -> bool:
        """Returns whether the list has this password, which is given in its `common_form`."""
        ...


class PasswordStrengths(Protocol):
    """Estimates passwords outside of the event loop. Raises: Unavailable (too many estimates wait)."""

    async def estimate(self, password: str, about: tuple[str, ...]) -> PasswordStrength:
        """Returns the strength of a password, whose owner has the names and the address `about`."""
        ...
