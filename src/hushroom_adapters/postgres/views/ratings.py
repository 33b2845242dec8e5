"""What can be asked about ratings, from PostgreSQL."""

from collections.abc import Iterable

from attrs import frozen
from sqlalchemy import bindparam, func, literal_column, or_, select, true, union_all

from hushroom_adapters.postgres.entities import RATING
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_adapters.postgres.statements import Reads
from hushroom_adapters.postgres.tables import COMPANIONS, RATINGS, SESSIONS
from hushroom_adapters.postgres.views.access import IS_ADMIN, VIEWER, as_viewer, seen_by_viewer
from hushroom_domain.accounts.model import Viewer
from hushroom_domain.ratings.model import Rating
from hushroom_domain.ratings.queries import OwnRatings
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.paging import MAX_SKIP, Page, Window

MOST = 100

_r, _s, _c = RATINGS.c, SESSIONS.c, COMPANIONS.c
_SHOWN = (_r.session_id == _s.id) & or_(_r.is_public, IS_ADMIN, _r.rater_id == VIEWER)
_OF_SESSION = (
    select(*RATING.columns)
    .select_from(SESSIONS.outerjoin(RATINGS, _SHOWN))
    .where(_s.id == bindparam("session"), seen_by_viewer())
    .order_by(*newest_first(RATINGS))
)
_RECEIVED = (
    select(*RATING.columns)
    .select_from(COMPANIONS.join(RATINGS, _r.rated_user_id == _c.user_id).join(SESSIONS, _s.id == _r.session_id))
    .where(_c.id == bindparam("companion"), _s.companion_id == _c.id, _r.is_public)
)
_TOTAL = select(func.count().label("total")).select_from(_RECEIVED.subquery("all_received")).subquery("counting")
_PAGE = _RECEIVED.order_by(*newest_first(RATINGS)).limit(bindparam("take")).offset(bindparam("skip")).subquery("page")
_OF_COMPANION = (
    select(_TOTAL.c.total, *(_PAGE.c[column.name] for column in RATING.columns))
    .select_from(_TOTAL.outerjoin(_PAGE, true()))
    .order_by(_PAGE.c.created_at.desc(), _PAGE.c.id.desc())
)
_NEWEST = select(*RATING.columns).order_by(*newest_first(RATINGS)).limit(MOST)
_GIVEN = _NEWEST.where(_r.rater_id == bindparam("user"))
_PUBLIC_RECEIVED = _NEWEST.where(_r.rated_user_id == bindparam("user"), _r.is_public)
_OF_USER = union_all(
    select(literal_column("true").label("is_given"), _GIVEN.subquery("given")),
    select(literal_column("false"), _PUBLIC_RECEIVED.subquery("received")),
)


@frozen
class PostgresRatingViews:
    """Implements `RatingViews`."""

    reads: Reads

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> tuple[Rating, ...] | None:
        rows = await self.reads.rows(_OF_SESSION, session=session_id, **as_viewer(viewer))
        return _some(RATING.load_if_any(row) for row in rows) if rows else None

    async def of_companion(self, companion_id: CompanionId, window: Window) -> Page[Rating]:
        skip = min(window.skip, MAX_SKIP)
        rows = await self.reads.rows(_OF_COMPANION, companion=companion_id, take=window.take, skip=skip)
        return Page(_some(RATING.load_if_any(row, 1) for row in rows), rows[0][0])

    async def of_user(self, user_id: UserId) -> OwnRatings:
        rows = await self.reads.rows(_OF_USER, user=user_id)
        return OwnRatings(
            given=tuple(RATING.load(row, 1) for row in rows if row[0]),
            received=tuple(RATING.load(row, 1) for row in rows if not row[0]),
        )


def _some(ratings: Iterable[Rating | None]) -> tuple[Rating, ...]:
    return tuple(rating for rating in ratings if rating is not None)
