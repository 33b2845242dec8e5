"""Finds the addresses of hosts and refuses private ones: the name of the host comes from outside."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from hushroom_domain.shared.public_addresses import LOOPBACK_NAME, is_loopback_address, is_public_address


class PrivateAddress(OSError):
    """A host has an address that is not of the public internet."""


class PublicResolver(AbstractResolver):
    """Resolves names of the public internet. The address that was checked is the one that is called."""

    def __init__(self, names: AbstractResolver, *, takes_loopback: bool) -> None:
        """Asks `names`. Resolves `localhost` to this machine too if `takes_loopback`."""
        self._names = names
        self._takes_loopback = takes_loopback

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Returns the addresses of a host. Raises: PrivateAddress (one of them is not public), OSError."""
        found = await self._names.resolve(host, port, family)
        if not found:
            raise OSError("the host has no address")
        is_allowed = is_loopback_address if self._takes_loopback and host == LOOPBACK_NAME else is_public_address
        if not all(is_allowed(one["host"]) for one in found):
            raise PrivateAddress
        return found

    async def close(self) -> None:
        await self._names.close()
