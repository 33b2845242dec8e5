"""The viewers of requests, from the in-memory tables."""

from attrs import frozen

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import FamilyId, UserId


@frozen
class MemoryViewerQueries:
    """Implements `ViewerQueries`."""

    tables: Tables

    async def viewer(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> Viewer | None:
        user = self.tables.users.get(user_id)
        if user is None or not user.is_enabled:
            return None
        if sign_in_id is not None and not self._is_live(user_id, sign_in_id):
            raise SignInEnded
        return Viewer(user.id, user.role)

    def _is_live(self, user_id: UserId, sign_in_id: FamilyId) -> bool:
        """Returns whether the user has an unrevoked token of the sign-in."""
        tokens = self.tables.refresh_tokens.values()
        theirs = (one for one in tokens if (one.user_id, one.family_id) == (user_id, sign_in_id))
        return any(one.revoked_at is None for one in theirs)
