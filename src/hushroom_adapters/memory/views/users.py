"""What can be asked about users."""

from attrs import frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.accounts.model import SpokenLanguage, Viewer
from hushroom_domain.accounts.queries import UserProfile
from hushroom_domain.shared.ids import UserId


@frozen
class MemoryUserViews:
    """Implements `UserViews`."""

    tables: Tables

    async def viewer(self, user_id: UserId) -> Viewer | None:
        user = self.tables.users.get(user_id)
        return Viewer(user.id, user.role) if user and user.may_enter else None

    async def profile(self, user_id: UserId) -> UserProfile | None:
        user = self.tables.users.get(user_id)
        return UserProfile(user, await self.languages(user_id)) if user else None

    async def languages(self, user_id: UserId) -> tuple[SpokenLanguage, ...]:
        return self.tables.languages.get(user_id) or ()
