"""Tokens for tests and examples: signed with a key that lives as long as the process. Not for production."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from uuid import UUID

from attrs import field, frozen

from hushroom_domain.identity.errors import ExpiredToken, InvalidToken
from hushroom_domain.identity.model import Claimant, KnownDevice, User
from hushroom_domain.identity.policy import ACCESS_TOKEN_LIFETIME
from hushroom_domain.shared.ids import FamilyId, UserId


@frozen
class MemoryAccessTokens:
    """Implements `AccessTokens`: `user.sign-in.expiry.signature`, the expiry in milliseconds since 1970."""

    _key: bytes = field(factory=lambda: secrets.token_bytes(32), repr=False)

    def issue(self, user: User, sign_in_id: FamilyId | None, now: datetime) -> str:
        expires_ms = int((now + ACCESS_TOKEN_LIFETIME).timestamp() * 1000)
        claims = f"{user.id.hex}.{sign_in_id.hex if sign_in_id else ''}.{expires_ms}"
        return f"{claims}.{self._signature(claims)}"

    def read(self, token: str, now: datetime) -> Claimant:
        claimant, expires = self._claims(token)
        if now >= expires:
            raise ExpiredToken
        return claimant

    def expires_at(self, token: str) -> datetime:
        return self._claims(token)[1]

    def _claims(self, token: str) -> tuple[Claimant, datetime]:
        claims, _, signature = token.rpartition(".")
        if not hmac.compare_digest(self._signature(claims).encode(), signature.encode("utf-8", "surrogatepass")):
            raise InvalidToken
        user_hex, sign_in_hex, expires_ms = claims.split(".")
        sign_in_id = FamilyId(UUID(hex=sign_in_hex)) if sign_in_hex else None
        return Claimant(UserId(UUID(hex=user_hex)), sign_in_id), datetime.fromtimestamp(int(expires_ms) / 1000, UTC)

    def _signature(self, claims: str) -> str:
        return hmac.new(self._key, claims.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


@frozen
class MemoryOpaqueTokens:
    """Implements `OpaqueTokens`."""

    def new(self) -> str:
        return secrets.token_urlsafe(32)

    def digest(self, token: str) -> str:
        return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@frozen
class MemoryDeviceTokens:
    """Implements `DeviceTokens`."""

    _devices: dict[str, KnownDevice] = field(factory=dict, repr=False)

    def issue(self, device: KnownDevice) -> str:
        token = secrets.token_urlsafe(32)
        self._devices[token] = device
        return token

    def read(self, token: str) -> KnownDevice | None:
        return self._devices.get(token)
