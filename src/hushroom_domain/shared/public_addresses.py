"""Tests whether a URL that a person or a provider named may be called: a host of the public internet and no other."""

import ipaddress
import re

URL = re.compile(r"(?P<scheme>https?)://(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>\d{1,5}))?/[!-~]*")
NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
"""The name of a host, of at most 253 characters with at most 63 between two dots (RFC 1035, section 2.3.4)."""
PRIVATE_NAMES = (".local", ".localhost", ".internal", ".home.arpa", ".lan", ".test", ".invalid", ".onion")
HTTPS_PORT = "443"
HIGHEST_PORT = 65_535
LOOPBACK_NAME = "localhost"
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""The addresses by which networks without IPv4 reach IPv4 hosts (RFC 6052)."""
SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")))
"""Networks of IANA's registries of special addresses that the standard library takes for public in some versions.

In the first some clouds answer with the secrets of a machine.
"""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public_address(address: str) -> bool:
    """Returns whether an IP address is one of the public internet; an IPv4 address inside of IPv6 counts as itself."""
    found = _address(address)
    if isinstance(found, ipaddress.IPv6Address):
        return found in GLOBAL_UNICAST and found.is_global and not _is_special(found)
    return found is not None and found.is_global and not found.is_multicast and not _is_special(found)


def is_loopback_address(address: str) -> bool:
    """Returns whether an IP address is one of this machine; an IPv4 address inside of IPv6 counts as itself."""
    found = _address(address)
    return found is not None and found.is_loopback


def is_public_url(url: str) -> bool:
    """Returns whether the URL is an https address of a public host on the usual port.

    A name that resolves to a private address is found only when it is called.
    """
    found = URL.fullmatch(url)
    if found is None or found["scheme"] != "https" or found["port"] not in {None, HTTPS_PORT}:
        return False
    host = found["host"].lower()
    if host.startswith("["):
        return is_public_address(host.strip("[]"))
    return is_public_address(host) or (NAME.fullmatch(host) is not None and not host.endswith(PRIVATE_NAMES))


def is_loopback_url(url: str) -> bool:
    """Returns whether the URL is on this machine."""
    found = URL.fullmatch(url)
    if found is None or int(found["port"] or HTTPS_PORT) > HIGHEST_PORT:
        return False
    host = found["host"].strip("[]").lower()
    return host == LOOPBACK_NAME or is_loopback_address(host)


def _address(text: str) -> _Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    inner = _inner(found) if isinstance(found, ipaddress.IPv6Address) else None
    return inner or found


def _is_special(address: _Address) -> bool:
    return any(address in network for network in SPECIAL)


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Returns the IPv4 address that packets to this address are sent to; None without one."""
    if address in TRANSLATED:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour
