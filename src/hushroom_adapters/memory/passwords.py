"""Passwords for tests and examples: fast to hash and therefore fast to guess. Not for real people."""

import hashlib
import hmac
import secrets

from attrs import frozen


@frozen
class QuickPasswords:
    """Implements `Passwords` with one round of salted SHA-256. Production takes bcrypt."""

    async def hash(self, password: str) -> str:
        return _hashed(password, secrets.token_hex(8))

    async def verify(self, password: str, hashed: str | None) -> bool:
        salt = (hashed or "").partition(":")[0]
        return hmac.compare_digest(_hashed(password, salt), hashed or "")


def _hashed(password: str, salt: str) -> str:
    digest = hashlib.sha256(salt.encode() + password.encode("utf-8", "surrogatepass"))
    return f"{salt}:{digest.hexdigest()}"
