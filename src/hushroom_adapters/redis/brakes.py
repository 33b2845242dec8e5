"""Brakes in Redis: attempts at one account or mailbox are counted over all client addresses.

Networks from which the owner proved the password within 30 days have counters of their own, so that a stranger who
guesses from elsewhere does not lock the owner out. An address stands for its network: /24, or /48 of IPv6.
"""

import hashlib
import ipaddress
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from hushroom_adapters.observability.request_context import origin
from hushroom_adapters.redis.connection import RedisAway, RedisConnection
from hushroom_adapters.redis.rate_limits import limiter_in
from hushroom_domain.identity.ports import Braked

PREFIX = "hushroom:known"
KNOWN_SECONDS = 30 * 24 * 60 * 60
IPV4_NETWORK_BITS, IPV6_NETWORK_BITS = 24, 48
KNOWN_HERE_AT_MOST = 10_000


def _parsed(limits: Mapping[Braked, str]) -> Mapping[Braked, RateLimitItem]:
    return {what: parse(text) for what, text in limits.items()}


@frozen
class RedisBrakes:
    """Implements `Brakes`. While Redis is away each process counts for itself."""

    connection: RedisConnection
    limits: Mapping[Braked, RateLimitItem] = field(converter=_parsed)
    enabled: bool = True
    _shared: MovingWindowRateLimiter = field(init=False)
    _own: MovingWindowRateLimiter = field(init=False, factory=lambda: MovingWindowRateLimiter(MemoryStorage()))
    _known_here: dict[str, None] = field(init=False, factory=dict)
    """The networks that were proven to this process, for as long as Redis is away; the newest are kept."""

    @_shared.default
    def _shared_limiter(self) -> MovingWindowRateLimiter:
        return limiter_in(self.connection)

    async def take(self, what: Braked, subject: str) -> bool:
        if not self.enabled:
            return True
        at_home = _at_home(what, subject)
        try:
            is_known = bool(await self.connection.ask(lambda: self.connection.client.exists(f"{PREFIX}:{at_home}")))
            bucket = at_home if is_known else _digest(what, subject)
            return await self.connection.ask(lambda: self._shared.hit(self.limits[what], what, bucket))
        except RedisAway:
            bucket = at_home if at_home in self._known_here else _digest(what, subject)
            return await self._own.hit(self.limits[what], what, bucket)

    async def release(self, what: Braked, subject: str) -> None:
        if not self.enabled:
            return
        at_home = _at_home(what, subject)
        self._remember_here(at_home)
        await self._own.clear(self.limits[what], what, at_home)
        try:
            await self.connection.ask(lambda: self._remember(what, at_home))
        except RedisAway:
            return

    async def clear(self, what: Braked, subject: str) -> None:
        if not self.enabled:
            return
        bucket = _digest(what, subject)
        await self._own.clear(self.limits[what], what, bucket)
        try:
            await self.connection.ask(lambda: self._shared.clear(self.limits[what], what, bucket))
        except RedisAway:
            return

    async def _remember(self, what: Braked, at_home: str) -> None:
        await self.connection.client.set(f"{PREFIX}:{at_home}", b"1", ex=KNOWN_SECONDS)
        await self._shared.clear(self.limits[what], what, at_home)

    def _remember_here(self, at_home: str) -> None:
        self._known_here.pop(at_home, None)
        self._known_here[at_home] = None
        while len(self._known_here) > KNOWN_HERE_AT_MOST:
            del self._known_here[next(iter(self._known_here))]


def _at_home(what: Braked, subject: str) -> str:
    return _digest(what, subject, network_of(origin().ip_address))


def _digest(*parts: Any) -> str:
    """Returns the digest that Redis keeps instead of an address."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def network_of(address: str | None) -> str:
    """Returns the network of an address; empty when the address is unknown, as in a command."""
    if address is None:
        return ""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = IPV4_NETWORK_BITS if isinstance(parsed, ipaddress.IPv4Address) else IPV6_NETWORK_BITS
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False))
