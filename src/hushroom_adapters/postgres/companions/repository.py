"""Companion profiles in PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, delete

from hushroom_adapters.postgres.companions.mappings import COMPANION, FAVOURITE
from hushroom_adapters.postgres.companions.tables import COMPANIONS, FAVOURITES
from hushroom_adapters.postgres.core.executor import TableStatements, locked
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.companions.model import Companion, Favourite
from hushroom_domain.shared.ids import CompanionId, UserId

_COMPANIONS = TableStatements(COMPANION, fixed=frozenset({"user_id"}))
_OF_USER = _COMPANIONS.by(COMPANIONS.c.user_id)
_LOCK_OF_USER = locked(_OF_USER)
_BY_ACCOUNT = _COMPANIONS.by(COMPANIONS.c.stripe_account_id)

_FAVOURITES = TableStatements(FAVOURITE)
_KEPT = _FAVOURITES.by(FAVOURITES.c.user_id).order_by(*newest_first(FAVOURITES))
_REMOVE = delete(FAVOURITES).where(
    FAVOURITES.c.user_id == bindparam("user_id"), FAVOURITES.c.companion_id == bindparam("companion_id")
)


@frozen
class PostgresCompanions:
    """Implements `Companions`."""

    transaction: Transaction

    async def add(self, companion: Companion) -> None:
        await self.transaction.add(_COMPANIONS, companion)

    async def get(self, companion_id: CompanionId) -> Companion | None:
        return await self.transaction.one(COMPANION, _COMPANIONS.by_id, id=companion_id)

    async def lock(self, companion_id: CompanionId) -> Companion:
        companion = await self.transaction.one(COMPANION, _COMPANIONS.lock_by_id, id=companion_id)
        return _found(companion)

    async def lock_of_user(self, user_id: UserId) -> Companion:
        companion = await self.transaction.one(COMPANION, _LOCK_OF_USER, user_id=user_id)
        return _found(companion)

    async def of_user(self, user_id: UserId) -> Companion | None:
        return await self.transaction.one(COMPANION, _OF_USER, user_id=user_id)

    async def by_stripe_account(self, account_id: str) -> Companion | None:
        return await self.transaction.one(COMPANION, _BY_ACCOUNT, stripe_account_id=account_id)

    async def save(self, companion: Companion) -> None:
        await self.transaction.save(_COMPANIONS, companion)


def _found(companion: Companion | None) -> Companion:
    if companion is None:
        raise CompanionNotFound
    return companion


@frozen
class PostgresFavourites:
    """Implements `Favourites`."""

    transaction: Transaction

    async def of_user(self, user_id: UserId) -> tuple[Favourite, ...]:
        return await self.transaction.many(FAVOURITE, _KEPT, user_id=user_id)

    async def add(self, favourite: Favourite) -> None:
        await self.transaction.add(_FAVOURITES, favourite)

    async def remove(self, user_id: UserId, companion_id: CompanionId) -> None:
        await self.transaction.run(_REMOVE, user_id=user_id, companion_id=companion_id)


class PostgresCompanionRepositories(PostgresRepositories):
    """The repositories of companions in one transaction."""

    @property
    def companions(self) -> PostgresCompanions:
        return PostgresCompanions(self.transaction)

    @property
    def favourites(self) -> PostgresFavourites:
        return PostgresFavourites(self.transaction)
