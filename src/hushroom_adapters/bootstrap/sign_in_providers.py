"""The providers by which people sign in, as the settings name them."""

from hushroom_adapters.oidc import AppleKey, Dialect, OidcProviders, ProviderClient
from hushroom_adapters.outgoing import OutgoingClient
from hushroom_adapters.settings import ProviderKind, ProviderSettings, Settings
from hushroom_domain.identity.model import ProviderId
from hushroom_domain.shared.ports import Clock

DIALECTS = {
    ProviderKind.OIDC: Dialect.OIDC,
    ProviderKind.GITHUB: Dialect.GITHUB,
    ProviderKind.APPLE: Dialect.APPLE,
}


def oidc_providers(settings: Settings, outgoing: OutgoingClient, clock: Clock) -> OidcProviders:
    """Returns the providers, in the order of the settings; none of them is called yet."""
    clients = [_client(one, settings.http.web_url) for one in settings.sign_in_providers]
    return OidcProviders(clients, outgoing, clock.now)


def outgoing_client(settings: Settings) -> OutgoingClient:
    """Returns a client for the addresses of providers; in production it calls nothing on this machine."""
    return OutgoingClient(takes_loopback=not settings.is_production)


def _client(provider: ProviderSettings, web_url: str) -> ProviderClient:
    is_apple = provider.kind is ProviderKind.APPLE
    key = AppleKey(team=provider.team, key_id=provider.key_id, private=provider.private_key) if is_apple else None
    return ProviderClient(
        id=ProviderId(provider.id),
        name=provider.name,
        dialect=DIALECTS[provider.kind],
        issuer=provider.issuer,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        apple_key=key,
        redirect_uri=f"{web_url}/login/by/{provider.id}/done",
        api=provider.api,
    )
