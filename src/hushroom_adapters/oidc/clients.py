"""The registration of the platform at a provider, and the secret by which it proves itself there."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import field, frozen
from jose import jwt

from hushroom_domain.identity.model import ProviderId

APPLE_SECRET_LASTS = timedelta(minutes=5)
GITHUB_PAGES = "https://github.com/login/oauth"
GITHUB_API = "https://api.github.com"


class Dialect(StrEnum):
    """The protocol of a provider."""

    OIDC = "oidc"
    GITHUB = "github"
    """OAuth 2 without ID tokens: the person is asked for with the access token."""
    APPLE = "apple"
    """OpenID Connect with a signed client secret, an answer by POST, and the name in the first answer alone."""


@frozen(kw_only=True)
class AppleKey:
    """The private key (PEM, P-256) that signs the client secrets for Apple."""

    team: str
    key_id: str
    private: str = field(repr=False)


@frozen(kw_only=True)
class ProviderClient:
    """A client of a provider. `redirect_uri` is the one exact address to which the provider sends browsers back.

    `issuer` is that of OpenID Connect; at GitHub it is the address of the pages, and `api` that of the API.
    """

    id: ProviderId
    name: str
    dialect: Dialect = Dialect.OIDC
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    apple_key: AppleKey | None = None
    redirect_uri: str
    api: str = GITHUB_API

    def secret(self, now: datetime) -> str:
        """Returns the client secret: for Apple a token of five minutes (ES256)."""
        if self.apple_key is None:
            return self.client_secret
        claims = {
            "iss": self.apple_key.team,
            "sub": self.client_id,
            "aud": self.issuer,
            "iat": int(now.timestamp()),
            "exp": int((now + APPLE_SECRET_LASTS).timestamp()),
        }
        return jwt.encode(claims, self.apple_key.private, "ES256", {"kid": self.apple_key.key_id})
