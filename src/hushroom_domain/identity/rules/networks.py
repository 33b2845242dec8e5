"""Networks: the shortened addresses of clients."""

import ipaddress

IPV4_NETWORK_BITS, IPV6_NETWORK_BITS = 24, 48


def network_of(address: str) -> str:
    """Returns the network of an address: /24 of IPv4, /48 of IPv6."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = IPV4_NETWORK_BITS if isinstance(parsed, ipaddress.IPv4Address) else IPV6_NETWORK_BITS
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False))
