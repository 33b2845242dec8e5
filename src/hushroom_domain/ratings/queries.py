"""The queries about ratings; each one is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.identity.model import Viewer
from hushroom_domain.identity.queries import Person
from hushroom_domain.ratings.model import Rating
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.paging import Order, Page, Slice, Window


@frozen(kw_only=True)
class RatingView:
    """A rating with both people, its session, and the title of that session's goal."""

    rating: Rating
    rater: Person
    rated: Person
    session: Session
    goal_title: str | None = None


RATING_LIST = Order[RatingView](lambda view: (view.rating.created_at, view.rating.id))
"""The order of lists of ratings: newest first."""


@frozen
class OwnRatings:
    """The ratings that a user gave and received, newest first."""

    given: Slice[RatingView]
    received: Slice[RatingView]


class RatingQueries(Protocol):
    """The queries about ratings."""

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> tuple[RatingView, ...] | None:
        """Returns the session's public ratings and the viewer's own, all of them for an administrator.

        Returns None for a viewer who is neither a participant nor an administrator.
        """
        ...

    async def of_companion(self, companion_id: CompanionId, window: Window) -> Page[RatingView] | None:
        """Returns the companion's public ratings, counted up to `COUNT_LIMIT`; None for an unknown companion."""
        ...

    async def of_user(self, user_id: UserId, given: Window, received: Window) -> OwnRatings:
        """Returns the ratings that this user gave, and the public ones that they received, each in its own window."""
        ...
