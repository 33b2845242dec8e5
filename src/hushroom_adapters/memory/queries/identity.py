"""What can be asked about users."""

from attrs import frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.model import SpokenLanguage, Viewer
from hushroom_domain.identity.queries import UserProfile
from hushroom_domain.shared.ids import FamilyId, UserId


def is_live(tables: Tables, user_id: UserId, sign_in_id: FamilyId | None) -> bool:
    """Returns whether the sign-in is one of the user's that has not ended; true when none is named."""
    if sign_in_id is None:
        return True
    links = (one for one in tables.refresh_tokens.values() if (one.user_id, one.family_id) == (user_id, sign_in_id))
    return any(one.revoked_at is None for one in links)


@frozen
class MemoryUserQueries:
    """Implements `UserQueries`."""

    tables: Tables

    async def viewer(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> Viewer | None:
        user = self.tables.users.get(user_id)
        if user is None or not user.is_enabled:
            return None
        if not is_live(self.tables, user_id, sign_in_id):
            raise SignInEnded
        return Viewer(user.id, user.role)

    async def profile(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> UserProfile | None:
        user = self.tables.users.get(user_id) if is_live(self.tables, user_id, sign_in_id) else None
        return UserProfile(user, await self.languages(user_id)) if user else None

    async def languages(self, user_id: UserId) -> tuple[SpokenLanguage, ...]:
        return self.tables.languages.get(user_id) or ()
