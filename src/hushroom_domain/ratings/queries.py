"""What can be asked about ratings; each question is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.accounts.model import Viewer
from hushroom_domain.ratings.model import Rating
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.paging import Page, Window


@frozen
class OwnRatings:
    """The ratings a user gave and received, newest first, 100 of each at most."""

    given: tuple[Rating, ...]
    received: tuple[Rating, ...]


class RatingViews(Protocol):
    """Reads about ratings."""

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> tuple[Rating, ...] | None:
        """The session's public ratings and the viewer's own; None for a stranger. Admins see all."""
        ...

    async def of_companion(self, companion_id: CompanionId, window: Window) -> Page[Rating]:
        """The public ratings that a companion received, newest first."""
        ...

    async def of_user(self, user_id: UserId) -> OwnRatings:
        """What this user gave, and what they received in public."""
        ...
