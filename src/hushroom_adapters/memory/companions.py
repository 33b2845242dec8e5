"""Companion profiles in memory."""

from attrs import frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.companions.errors import AlreadyCompanion, CompanionNotFound
from hushroom_domain.companions.model import Companion, Favourite
from hushroom_domain.shared.ids import CompanionId, UserId


def companion_of(tables: Tables, user_id: UserId) -> Companion | None:
    """Returns the user's profile, None when there is none."""
    return next((companion for companion in tables.companions.values() if companion.user_id == user_id), None)


def favourites_of(tables: Tables, user_id: UserId) -> tuple[Favourite, ...]:
    """Returns the favourites of the user, newest first."""
    theirs = (one for one in tables.favourites.values() if one.user_id == user_id)
    return tuple(sorted(theirs, key=lambda one: (one.created_at, one.id), reverse=True))


@frozen
class MemoryCompanions:
    """Implements `Companions`."""

    tables: Tables

    async def add(self, companion: Companion) -> None:
        if companion_of(self.tables, companion.user_id) is not None:
            raise AlreadyCompanion
        self.tables.companions.put(companion.id, companion)

    async def get(self, companion_id: CompanionId) -> Companion | None:
        return self.tables.companions.get(companion_id)

    async def lock(self, companion_id: CompanionId) -> Companion:
        return _found(self.tables.companions.get(companion_id))

    async def lock_of_user(self, user_id: UserId) -> Companion:
        return _found(companion_of(self.tables, user_id))

    async def of_user(self, user_id: UserId) -> Companion | None:
        return companion_of(self.tables, user_id)

    async def by_stripe_account(self, account_id: str) -> Companion | None:
        companions = self.tables.companions.values()
        return next((companion for companion in companions if companion.stripe_account_id == account_id), None)

    async def save(self, companion: Companion) -> None:
        self.tables.companions.put(companion.id, companion)


def _found(companion: Companion | None) -> Companion:
    if companion is None:
        raise CompanionNotFound
    return companion


@frozen
class MemoryFavourites:
    """Implements `Favourites`."""

    tables: Tables

    async def of_user(self, user_id: UserId) -> tuple[Favourite, ...]:
        return favourites_of(self.tables, user_id)

    async def add(self, favourite: Favourite) -> None:
        self.tables.favourites.put(favourite.id, favourite)

    async def remove(self, user_id: UserId, companion_id: CompanionId) -> None:
        for one in favourites_of(self.tables, user_id):
            if one.companion_id == companion_id:
                self.tables.favourites.remove(one.id)


class MemoryCompanionRepositories(MemoryRepositories):
    """The repositories of companions in one transaction."""

    @property
    def companions(self) -> MemoryCompanions:
        return MemoryCompanions(self.tables)

    @property
    def favourites(self) -> MemoryFavourites:
        return MemoryFavourites(self.tables)
