"""The viewers of requests, from the in-memory tables."""

from datetime import datetime

from attrs import frozen

from hushroom_adapters.memory.notifications import unread_of
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.model import Viewer
from hushroom_domain.identity.queries import BrowserViewer
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

    async def browser(self, digest: str, now: datetime) -> BrowserViewer | None:
        found = next((one for one in self.tables.browser_sign_ins.values() if one.digest == digest), None)
        user = self.tables.users.get(found.user_id) if found is not None and found.works(now) else None
        if found is None or user is None or not user.is_enabled:
            return None
        return BrowserViewer(
            user_id=user.id,
            sign_in_id=found.id,
            role=user.role,
            display_name=user.display_name,
            first_name=user.first_name,
            last_name=user.last_name,
            avatar_url=user.avatar_url,
            language=user.preferred_language,
            timezone=user.timezone,
            is_email_verified=user.is_email_verified,
            last_used_at=found.last_used_at,
            ends_at=found.ends_at,
            unread_notifications=unread_of(self.tables, user.id),
        )

    def _is_live(self, user_id: UserId, sign_in_id: FamilyId) -> bool:
        """Returns whether the user has an unrevoked token or browser of the sign-in."""
        browser = self.tables.browser_sign_ins.get(sign_in_id)
        if browser is not None and browser.user_id == user_id and browser.revoked_at is None:
            return True
        tokens = self.tables.refresh_tokens.values()
        theirs = (one for one in tokens if (one.user_id, one.family_id) == (user_id, sign_in_id))
        return any(one.revoked_at is None for one in theirs)
