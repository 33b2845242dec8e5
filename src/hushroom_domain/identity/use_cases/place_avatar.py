"""Withholds the stored avatar of a deleted account, and serves it again when its owner has come back."""

from attrs import evolve, frozen

from hushroom_domain.identity.model import User
from hushroom_domain.identity.ports import AvatarStore, IdentityWork
from hushroom_domain.identity.rules.avatar_addresses import AvatarAddresses
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class PlaceAvatar:
    """Moves the stored avatar of an account to where its state demands: served, or kept out of reach.

    It looks again after each move, because the account may have changed meanwhile. An account that is enabled gets the
    address of its avatar back. Raises: AvatarStorageUnavailable.
    """

    begin: Begin[IdentityWork]
    clock: Clock
    store: AvatarStore
    addresses: AvatarAddresses

    async def __call__(self, user_id: UserId) -> None:
        user, moved = await self._user(user_id), None
        while user is not None and user.avatar_name is not None and (user.avatar_name, user.is_enabled) != moved:
            moved = (user.avatar_name, user.is_enabled)
            if user.is_enabled:
                await self.store.restore(user.avatar_name)
                await self._show(user_id, user.avatar_name)
            else:
                await self.store.withhold(user.avatar_name)
            user = await self._user(user_id)

    async def _user(self, user_id: UserId) -> User | None:
        async with self.begin() as work:
            return await work.users.get(user_id)

    async def _show(self, user_id: UserId, name: str) -> None:
        """Stores the address of a served avatar, unless the account has been deleted again or has another avatar."""
        async with self.begin() as work:
            user = await work.users.lock(user_id)
            if user.is_enabled and user.avatar_name == name and user.avatar_url is None:
                shown = evolve(user, avatar_url=self.addresses.of(name), updated_at=self.clock.now())
                await work.users.save(shown)
