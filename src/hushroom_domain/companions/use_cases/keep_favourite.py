"""Use case: keep a companion as a favourite."""

from attrs import frozen

from hushroom_domain.companions.errors import CompanionNotFound, TooManyFavourites
from hushroom_domain.companions.model import Favourite
from hushroom_domain.companions.policy import MOST_FAVOURITES
from hushroom_domain.companions.ports import CompanionWork
from hushroom_domain.shared.ids import CompanionId, FavouriteId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class KeepFavourite:
    """Adds a companion to the favourites of a user; safe to repeat.

    Raises: UserNotFound, CompanionNotFound (no approved companion of an enabled user), TooManyFavourites.
    """

    begin: Begin[CompanionWork]
    clock: Clock
    ids: Ids

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        companion_id: CompanionId

    async def __call__(self, command: Command) -> None:
        async with self.begin() as work:
            await work.users.lock(command.user_id)
            await _require_offered(work, command.companion_id)
            kept = await work.favourites.of_user(command.user_id)
            if any(one.companion_id == command.companion_id for one in kept):
                return
            if len(kept) >= MOST_FAVOURITES:
                raise TooManyFavourites
            favourite = Favourite(
                id=FavouriteId(self.ids.new()),
                user_id=command.user_id,
                companion_id=command.companion_id,
                created_at=self.clock.now(),
            )
            await work.favourites.add(favourite)


async def _require_offered(work: CompanionWork, companion_id: CompanionId) -> None:
    """Checks that others can find the companion. Raises: CompanionNotFound."""
    companion = await work.companions.get(companion_id)
    if companion is None or not companion.is_approved:
        raise CompanionNotFound
    user = await work.users.get(companion.user_id)
    if user is None or not user.is_enabled:
        raise CompanionNotFound
