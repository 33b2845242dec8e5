"""Removes a user's own avatar."""

from attrs import frozen

from hushroom_domain.identity.model import User
from hushroom_domain.identity.ports import IdentityWork
from hushroom_domain.identity.services.avatars import check_former
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class RemoveAvatar:
    """Removes the avatar of a user, stored or outside; a user without an avatar is not changed.

    Raises: UserNotFound.
    """

    begin: Begin[IdentityWork]
    clock: Clock

    async def __call__(self, user_id: UserId) -> User:
        async with self.begin() as work:
            former = await work.users.lock(user_id)
            if former.avatar_url is None and former.avatar_name is None:
                return former
            user = former.without_avatar(self.clock.now())
            await work.users.save(user)
            await check_former(work, former)
        return user
