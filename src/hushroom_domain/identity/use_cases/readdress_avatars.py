"""Writes the addresses of stored avatars anew after a change of settings."""

from attrs import frozen

from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
from hushroom_domain.shared.ports import Begin


@frozen
class ReaddressAvatars:
    """Gives every stored avatar the address under which it is served now; returns the number of changed accounts."""

    begin: Begin[IdentityWork]
    addresses: AvatarAddresses

    async def __call__(self) -> int:
        async with self.begin() as work:
            return await work.users.readdress_avatars(self.addresses)
