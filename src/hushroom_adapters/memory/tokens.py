"""Tokens for tests and examples: signed with a key that lives as long as the process. Not for production."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from uuid import UUID

from attrs import field, frozen

from hushroom_domain.accounts.errors import ExpiredToken, InvalidToken
from hushroom_domain.accounts.model import User
from hushroom_domain.accounts.policy import ACCESS_TOKEN_LIFETIME
from hushroom_domain.shared.ids import UserId


@frozen
class MemoryAccessTokens:
    """Implements `AccessTokens`: `user.expiry.signature`, the expiry in milliseconds since 1970."""

    _key: bytes = field(factory=lambda: secrets.token_bytes(32), repr=False)

    def issue(self, user: User, now: datetime) -> str:
        expires_ms = int((now + ACCESS_TOKEN_LIFETIME).timestamp() * 1000)
        claims = f"{user.id.hex}.{expires_ms}"
        return f"{claims}.{self._signature(claims)}"

    def read(self, token: str, now: datetime) -> UserId:
        user_hex, expires = self._claims(token)
        if now >= expires:
            raise ExpiredToken
        return UserId(UUID(hex=user_hex))

    def expires_at(self, token: str) -> datetime:
        return self._claims(token)[1]

    def _claims(self, token: str) -> tuple[str, datetime]:
        claims, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._signature(claims).encode(), signature.encode("utf-8", "surrogatepass")):
            raise InvalidToken
        user_hex, _, expires_ms = claims.partition(".")
        return user_hex, datetime.fromtimestamp(int(expires_ms) / 1000, UTC)

    def _signature(self, claims: str) -> str:
        return hmac.new(self._key, claims.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


@frozen
class MemoryOpaqueTokens:
    """Implements `OpaqueTokens`."""

    def new(self) -> str:
        return secrets.token_urlsafe(32)

    def digest(self, token: str) -> str:
        return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
