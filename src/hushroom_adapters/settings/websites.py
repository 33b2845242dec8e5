"""The websites of a platform and of its payment provider, and their part in passkeys."""

import ipaddress
from urllib.parse import urlsplit

from hushroom_domain.identity.model import RelyingParty

STRIPE_PAGES = "https://checkout.stripe.com"
"""The origin of Stripe's pages for payers."""
PRODUCT = "Hushroom"
"""The name of this platform beside its passkeys."""
LOOPBACK_NAME = "localhost"
USUAL_PORTS = {"https": 443, "http": 80}


def relying_party(domain: str, *websites: str) -> RelyingParty:
    """Returns the platform as authenticators know it; a website outside of the domain cannot use its passkeys."""
    origins = [origin_of(url) for url in websites if is_within(urlsplit(url).hostname or "", domain)]
    return RelyingParty(id=domain, name=PRODUCT, origins=tuple(dict.fromkeys(origins)))


def is_within(host: str, domain: str) -> bool:
    """Returns whether a host is the domain or below it."""
    return host == domain or host.endswith(f".{domain}")


def origin_of(url: str) -> str:
    """Returns the origin of an address as browsers write it: in lower case, without the usual port."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, USUAL_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def is_loopback(host: str) -> bool:
    """Returns whether a host is this machine: an address that no network carries, or a name below `localhost`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == LOOPBACK_NAME or host.endswith(f".{LOOPBACK_NAME}")
