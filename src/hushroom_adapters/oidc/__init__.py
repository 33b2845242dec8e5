"""Sign-ins by providers: OpenID Connect, and the dialects of GitHub and Apple."""

from hushroom_adapters.oidc.adapter import OidcProviders
from hushroom_adapters.oidc.clients import GITHUB_API, GITHUB_PAGES, AppleKey, Dialect, ProviderClient

__all__ = ["GITHUB_API", "GITHUB_PAGES", "AppleKey", "Dialect", "OidcProviders", "ProviderClient"]
