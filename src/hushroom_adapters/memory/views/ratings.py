"""What can be asked about ratings."""

from collections.abc import Iterable

from attrs import frozen

from hushroom_adapters.memory.ratings import ratings_received
from hushroom_adapters.memory.tables import Tables
from hushroom_adapters.memory.views.access import session_seen_by
from hushroom_domain.accounts.model import Viewer
from hushroom_domain.ratings.model import Rating
from hushroom_domain.ratings.queries import OwnRatings
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.paging import Page, Window

MOST = 100


@frozen
class MemoryRatingViews:
    """Implements `RatingViews`."""

    tables: Tables

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> tuple[Rating, ...] | None:
        if session_seen_by(self.tables, session_id, viewer) is None:
            return None
        ratings = (rating for rating in self.tables.ratings.values() if rating.session_id == session_id)
        return _newest(one for one in ratings if one.is_public or viewer.is_admin or one.rater_id == viewer.user_id)

    async def of_companion(self, companion_id: CompanionId, window: Window) -> Page[Rating]:
        companion = self.tables.companions.get(companion_id)
        received = ratings_received(self.tables, companion) if companion else ()
        shown = _newest(rating for rating in received if rating.is_public)
        return Page(shown[window.skip : window.skip + window.take], len(shown))

    async def of_user(self, user_id: UserId) -> OwnRatings:
        ratings = tuple(self.tables.ratings.values())
        return OwnRatings(
            given=_newest(one for one in ratings if one.rater_id == user_id)[:MOST],
            received=_newest(one for one in ratings if one.rated_user_id == user_id and one.is_public)[:MOST],
        )


def _newest(ratings: Iterable[Rating]) -> tuple[Rating, ...]:
    return tuple(sorted(ratings, key=lambda rating: (rating.created_at, rating.id.int), reverse=True))
