"""Use case: remove a companion from the favourites."""

from attrs import frozen

from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.shared.ids import CompanionId, UserId
from hushroom_domain.shared.ports import Begin


@frozen
class DropFavourite:
    """Removes a companion from the favourites of a user; safe to repeat."""

    begin: Begin[CompanionWork]

    async def __call__(self, user_id: UserId, companion_id: CompanionId) -> None:
        async with self.begin() as work:
            await work.favourites.remove(user_id, companion_id)
