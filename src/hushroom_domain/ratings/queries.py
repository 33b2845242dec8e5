"""What can be asked about ratings; each question is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.accounts.model import Viewer
from hushroom_domain.accounts.queries import Person
from hushroom_domain.ratings.model import Rating
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.paging import Page, Window


@frozen(kw_only=True)
class RatingView:
    """A rating with both people, its session, and the title of that session's goal."""

    rating: Rating
    rater: Person
    rated: Person
    session: Session
    goal_title: str | None = None


@frozen
class OwnRatings:
    """The ratings a user gave and received, newest first, 100 of each at most."""

    given: tuple[RatingView, ...]
    received: tuple[RatingView, ...]


class RatingViews(Protocol):
    """Reads about ratings."""

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> tuple[RatingView, ...] | None:
        """The session's public ratings and the viewer's own; None for a stranger. Admins see all."""
        ...

    async def of_companion(self, companion_id: CompanionId, window: Window) -> Page[RatingView] | None:
        """The public ratings that a companion received, newest first; None for an unknown companion."""
        ...

    async def of_user(self, user_id: UserId) -> OwnRatings:
        """What this user gave, and what they received in public."""
        ...
