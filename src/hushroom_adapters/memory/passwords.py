"""Passwords for tests and examples: fast to hash and therefore fast to guess. Not for real people."""

import hashlib
import hmac
import secrets

from attrs import frozen

from hushroom_domain.identity.rules.password_advice import PasswordAdvice, PasswordStrength


@frozen
class QuickPasswords:
    """Implements `Passwords` with one round of salted SHA-256. Production takes bcrypt."""

    async def hash(self, password: str) -> str:
        return _hashed(password, secrets.token_hex(8))

    async def verify(self, password: str, hashed: str | None) -> bool:
        salt = (hashed or "").partition(":")[0]
        return hmac.compare_digest(_hashed(password, salt), hashed or "")

    def is_outdated(self, hashed: str) -> bool:  # noqa: ARG002 - there is one cost only
        return False


@frozen
class MemoryCommonPasswords:
    """Implements `CommonPasswords` with a few. Production takes the list of the package."""

    common: frozenset[str] = frozenset({"password1", "password123", "qwerty123"})

    def knows(self, password: str) -> bool:
        return password in self.common


@frozen
class LengthStrengths:
    """Implements `PasswordStrengths` by the length alone. Production takes an estimate of guesses."""

    async def estimate(self, password: str, about: tuple[str, ...]) -> PasswordStrength:  # noqa: ARG002 - length alone
        score = min(len(password) // 5, 4)
        return PasswordStrength(score, () if score > 2 else (PasswordAdvice.ADD_WORDS,))  # noqa: PLR2004 - of 4


def _hashed(password: str, salt: str) -> str:
    digest = hashlib.sha256(salt.encode() + password.encode("utf-8", "surrogatepass"))
    return f"{salt}:{digest.hexdigest()}"
