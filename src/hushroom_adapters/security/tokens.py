"""Signs access tokens (JWT, HS256 only) and makes opaque tokens, of which only the digest is stored."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any
from uuid import UUID, uuid4

from attrs import field, frozen
from jose import jwt
from jose.exceptions import JOSEError

from hushroom_domain.identity.errors import ExpiredToken, InvalidToken
from hushroom_domain.identity.model import Claimant, User
from hushroom_domain.identity.policy import ACCESS_TOKEN_LIFETIME
from hushroom_domain.shared.ids import FamilyId, UserId

ALGORITHM = "HS256"
LONGEST_TOKEN = 4096
REMEMBERED = 4_096
OPAQUE_BYTES = 32
CLOCK_SKEW_SECONDS = 60
# The library would compare times with its own clock; they are compared here with the caller's.
UNCHECKED = {f"verify_{claim}": False for claim in ("exp", "iat", "nbf", "aud", "iss", "sub", "jti", "at_hash")}


@frozen
class Claims:
    """The claims of a token; the times are in seconds since 1970."""

    claimant: Claimant
    issued: int
    expires: int
    begins: int


@frozen(kw_only=True)
class JoseTokens:
    """Signs and verifies access tokens: `secrets` are the keys by id, `signs_with` names the one that signs."""

    secrets: Mapping[str, str] = field(repr=False)
    signs_with: str
    lifetime: timedelta = ACCESS_TOKEN_LIFETIME
    _verified: Callable[[str], Claims] = field(init=False, repr=False, eq=False)

    @_verified.default
    def _remembering(self) -> Callable[[str], Claims]:
        # A good signature stays good as long as the keys do, and a client sends the same token many times over.
        return lru_cache(REMEMBERED)(partial(_verified, keys=self.secrets))

    def __attrs_post_init__(self) -> None:
        assert self.signs_with in self.secrets, "the signing key is one of the keys"

    def issue(self, user: User, sign_in_id: FamilyId | None, now: datetime) -> str:
        claims = {
            **({"sid": str(sign_in_id)} if sign_in_id else {}),
            "sub": str(user.id),
            "email": user.email,
            "role": user.role.value,
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
            "jti": uuid4().hex,
        }
        key = self.secrets[self.signs_with]
        return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": self.signs_with})

    def read(self, token: str, now: datetime) -> Claimant:
        """Returns the user and the sign-in that the token belongs to. Raises: ExpiredToken, InvalidToken."""
        claims = self._verified(token)
        if max(claims.issued, claims.begins) > now.timestamp() + CLOCK_SKEW_SECONDS:
            raise InvalidToken
        if claims.expires <= now.timestamp():
            raise ExpiredToken
        return claims.claimant

    def expires_at(self, token: str) -> datetime:
        """Returns the end of a token's validity. Raises: InvalidToken."""
        return datetime.fromtimestamp(self._verified(token).expires, UTC)


def _verified(token: str, keys: Mapping[str, str]) -> Claims:
    """Returns the claims of a token that one of the keys signed. Raises: InvalidToken."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise InvalidToken
    try:
        header = jwt.get_unverified_header(token)
        kid = header.get("kid")
        key = keys.get(kid) if isinstance(kid, str) else None
        # "crit" names extensions that a reader must understand (RFC 7515, 4.1.11); none is understood here.
        if key is None or "crit" in header:
            raise InvalidToken
        claims = jwt.decode(token, key, algorithms=[ALGORITHM], options=UNCHECKED)
    except JOSEError as error:
        raise InvalidToken from error
    issued = _seconds(claims, "iat")
    begins = _seconds(claims, "nbf") if "nbf" in claims else issued
    return Claims(_claimant(claims), issued, _seconds(claims, "exp"), begins)


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if type(value) is not int:
        raise InvalidToken
    return value


def _claimant(claims: Mapping[str, Any]) -> Claimant:
    sign_in_id = FamilyId(_id(claims, "sid")) if "sid" in claims else None
    return Claimant(UserId(_id(claims, "sub")), sign_in_id)


def _id(claims: Mapping[str, Any], name: str) -> UUID:
    value = claims.get(name)
    if not isinstance(value, str):
        raise InvalidToken
    try:
        return UUID(value)
    except ValueError as error:
        raise InvalidToken from error


@frozen
class SecretTokens:
    """Opaque tokens of 256 random bits; only their SHA-256 is kept, which for so many bits needs no salt."""

    def new(self) -> str:
        return secrets.token_urlsafe(OPAQUE_BYTES)

    def digest(self, token: str) -> str:
        return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
