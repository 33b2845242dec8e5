"""The client's address: the trusted hop of `X-Forwarded-For`, in one canonical spelling."""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache

from litestar.types import Scope

FORWARDED = b"x-forwarded-for"
IPV6_CLIENT_BITS = 64
"""A household or a server gets a /64, so its addresses count as one client."""
MOST_ADDRESSES = 4_096
BRACKETED = re.compile(r"\[([^\]]*)\](?::\d{1,5})?")
WITH_PORT = re.compile(r"([^:]*):\d{1,5}")


def address_of(scope: Scope, trusted_proxies: int) -> str:
    """Returns the address that the outermost trusted proxy saw, or the peer's address if that one is not readable."""
    peer = scope.get("client")
    chain = _forwarded(scope["headers"]) if trusted_proxies else []
    seen = canonical(chain[max(0, len(chain) - trusted_proxies)]) if chain else None
    if seen is None and peer:
        seen = canonical(peer[0]) or peer[0]
    return seen or "unknown"


def client_at(address: str) -> str:
    """Returns the key that a rate limit counts this address under: an IPv6 address counts as its network."""
    return _network(address) if ":" in address else address


@lru_cache(MOST_ADDRESSES)
def canonical(text: str) -> str | None:
    """Returns the canonical spelling of an IP address without port, brackets and zone; None if `text` is none.

    An IPv4 address mapped into IPv6 becomes the IPv4 address.
    """
    found = BRACKETED.fullmatch(text) or WITH_PORT.fullmatch(text)
    try:
        address = ipaddress.ip_address((found[1] if found else text).partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def _forwarded(fields: Iterable[tuple[bytes, bytes]]) -> list[str]:
    values = b",".join(value for name, value in fields if name == FORWARDED).decode("latin-1")
    return [part.strip() for part in values.split(",") if part.strip()]


@lru_cache(MOST_ADDRESSES)
def _network(address: str) -> str:
    try:
        return str(ipaddress.ip_network(f"{address}/{IPV6_CLIENT_BITS}", strict=False))
    except ValueError:  # A Unix socket has no IP address.
        return address
