"""What can be asked about ratings."""

from collections.abc import Iterable

from attrs import frozen

from hushroom_adapters.memory.goals import goal_of
from hushroom_adapters.memory.queries.access import session_seen_by
from hushroom_adapters.memory.queries.persons import person_of
from hushroom_adapters.memory.ratings import ratings_received
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.identity.model import Viewer
from hushroom_domain.ratings.model import Rating
from hushroom_domain.ratings.queries import RATING_LIST, OwnRatings, RatingView
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.paging import COUNT_LIMIT, Page, Window


@frozen
class MemoryRatingQueries:
    """Implements `RatingQueries`."""

    tables: Tables

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> tuple[RatingView, ...] | None:
        if session_seen_by(self.tables, session_id, viewer) is None:
            return None
        ratings = (rating for rating in self.tables.ratings.values() if rating.session_id == session_id)
        shown = (one for one in ratings if one.is_public or viewer.is_admin or one.rater_id == viewer.user_id)
        return self._views(_newest(shown))

    async def of_companion(self, companion_id: CompanionId, window: Window) -> Page[RatingView] | None:
        companion = self.tables.companions.get(companion_id)
        if companion is None:
            return None
        shown = (rating for rating in ratings_received(self.tables, companion) if rating.is_public)
        return RATING_LIST.page(self._views(shown), window, COUNT_LIMIT)

    async def of_user(self, user_id: UserId, given: Window, received: Window) -> OwnRatings:
        by_user = (one for one in self.tables.ratings.values() if one.rater_id == user_id)
        of_user = (one for one in self.tables.ratings.values() if one.rated_user_id == user_id and one.is_public)
        return OwnRatings(
            given=RATING_LIST.slice(self._views(by_user), given),
            received=RATING_LIST.slice(self._views(of_user), received),
        )

    def _views(self, ratings: Iterable[Rating]) -> tuple[RatingView, ...]:
        return tuple(map(self._view, ratings))

    def _view(self, rating: Rating) -> RatingView:
        session, goal = self.tables.sessions.get(rating.session_id), goal_of(self.tables, rating.session_id)
        assert session is not None, "a rating is for a session"
        return RatingView(
            rating=rating,
            rater=person_of(self.tables, rating.rater_id),
            rated=person_of(self.tables, rating.rated_user_id),
            session=session,
            goal_title=goal.title if goal else None,
        )


def _newest(ratings: Iterable[Rating]) -> tuple[Rating, ...]:
    return tuple(sorted(ratings, key=lambda rating: (rating.created_at, rating.id.int), reverse=True))
