"""Deletes a stored avatar that no account uses."""

from attrs import frozen

from hushroom_domain.identity.ports import AvatarStore, IdentityWork
from hushroom_domain.shared.ports import Begin


@frozen
class DeleteUnusedAvatar:
    """Deletes a stored avatar in all its sizes, unless an account uses it.

    A name comes into use once, at most half an hour after its announcement, so a name that is not used when this runs
    is never used later. Raises: AvatarStorageUnavailable.
    """

    begin: Begin[IdentityWork]
    store: AvatarStore

    async def __call__(self, name: str) -> None:
        async with self.begin() as work:
            is_used = await work.users.has_avatar(name)
        if not is_used:
            await self.store.remove(name)
