"""Ports of companions."""

from typing import Protocol

from hushroom_domain.companions.model import Companion, Favourite
from hushroom_domain.identity.ports import IdentityVerifications, StepUpWork, Users
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import CompanionId, UserId
from hushroom_domain.shared.ports import Outbox


class Companions(Protocol):
    """Stores companion profiles."""

    async def add(self, companion: Companion) -> None:
        """Adds a profile; a user has at most one. Raises: AlreadyCompanion."""
        ...

    async def get(self, companion_id: CompanionId) -> Companion | None: ...

    async def lock(self, companion_id: CompanionId) -> Companion:
        """Returns the profile, locked until the transaction ends. Raises: CompanionNotFound."""
        ...

    async def lock_of_user(self, user_id: UserId) -> Companion:
        """Returns the user's profile, locked until the transaction ends. Raises: CompanionNotFound."""
        ...

    async def of_user(self, user_id: UserId) -> Companion | None: ...

    async def by_stripe_account(self, account_id: str) -> Companion | None: ...

    async def save(self, companion: Companion) -> None: ...


class Favourites(Protocol):
    """Stores the favourites of users; a user has each companion once."""

    async def of_user(self, user_id: UserId) -> tuple[Favourite, ...]:
        """Returns the favourites of the user, newest first."""
        ...

    async def add(self, favourite: Favourite) -> None: ...

    async def remove(self, user_id: UserId, companion_id: CompanionId) -> None:
        """Removes a favourite of the user, if there is one."""
        ...


class CompanionWork(StepUpWork, Protocol):
    """The part of a transaction that companions use."""

    @property
    def users(self) -> Users: ...
    @property
    def identity_verifications(self) -> IdentityVerifications: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def favourites(self) -> Favourites: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
