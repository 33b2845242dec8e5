"""What companions need from the world."""

from typing import Protocol

from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.ports import Users
from hushroom_domain.shared.audit import Audit
from hushroom_domain.shared.ids import CompanionId, UserId
from hushroom_domain.shared.ports import Outbox


class Companions(Protocol):
    """The companion profiles."""

    async def add(self, companion: Companion) -> None:
        """Keep a new profile; refuses with `AlreadyCompanion`: one a user."""
        ...

    async def get(self, companion_id: CompanionId) -> Companion | None: ...

    async def lock(self, companion_id: CompanionId) -> Companion:
        """The profile, locked until the transaction ends; refuses with `CompanionNotFound`."""
        ...

    async def lock_of_user(self, user_id: UserId) -> Companion:
        """The user's profile, locked; refuses with `CompanionNotFound`."""
        ...

    async def of_user(self, user_id: UserId) -> Companion | None: ...

    async def by_stripe_account(self, account_id: str) -> Companion | None: ...

    async def save(self, companion: Companion) -> None: ...


class CompanionWork(Protocol):
    """One transaction, as companions see it."""

    @property
    def users(self) -> Users: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def outbox(self) -> Outbox: ...
