"""The queries about ratings on PostgreSQL."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from attrs import frozen
from sqlalchemy import Select, bindparam, func, literal_column, or_, select, true, union_all
from sqlalchemy.sql.selectable import FromClause

from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.pages import as_window, page_of, shown
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.identity.persons import PERSON
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_adapters.postgres.ordering import listed, newest_first, over
from hushroom_adapters.postgres.ratings.mappings import RATING
from hushroom_adapters.postgres.ratings.tables import RATINGS
from hushroom_adapters.postgres.sessions.access import IS_ADMIN, VIEWER, as_viewer, seen_by_viewer
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.identity.model import Viewer
from hushroom_domain.ratings.queries import RATING_LIST, OwnRatings, RatingView
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.paging import COUNT_LIMIT, Page, Window

_r, _s, _c, _g = RATINGS.c, SESSIONS.c, COMPANIONS.c, GOALS.c
_RATER, _RATED = USERS.alias("rater"), USERS.alias("rated")
_SESSION_AT = RATING.width
_RATER_AT = _SESSION_AT + SESSION.width
_RATED_AT = _RATER_AT + PERSON.width
_TITLE_AT = _RATED_AT + PERSON.width
_BESIDE = (*SESSION.columns, *shown(PERSON.columns, _RATER), *shown(PERSON.columns, _RATED), _g.title)
"""The columns of a rating's session, both persons and the title of the goal."""


def _with_people(ratings: FromClause, rated: FromClause) -> FromClause:
    """Joins ratings with their persons and goals; `rated` has the columns of the rating and its session."""
    return (
        ratings.outerjoin(_RATER, _RATER.c.id == rated.c.rater_id)
        .outerjoin(_RATED, _RATED.c.id == rated.c.rated_user_id)
        .outerjoin(GOALS, _g.session_id == _s.id)
    )


_SHOWN = (_r.session_id == _s.id) & or_(_r.is_public, IS_ADMIN, _r.rater_id == VIEWER)
_OF_SESSION = (
    select(*RATING.columns, *_BESIDE)
    .select_from(_with_people(SESSIONS.outerjoin(RATINGS, _SHOWN), RATINGS))
    .where(_s.id == bindparam("session"), seen_by_viewer())
    .order_by(*newest_first(RATINGS))
)
_NEWEST = newest_first(RATINGS)
_OWNER = COMPANIONS.alias("owner")
_RECEIVED = (
    select(*RATING.columns)
    .select_from(RATINGS.join(SESSIONS, _s.id == _r.session_id))
    .where(
        _r.rated_user_id == select(_OWNER.c.user_id).where(_OWNER.c.id == bindparam("companion")).scalar_subquery(),
        _s.companion_id == bindparam("companion"),
        _r.is_public,
    )
)
_SOME = _RECEIVED.with_only_columns(_r.id, maintain_column_froms=True).limit(COUNT_LIMIT + 1).subquery("some")
_TOTAL = select(func.count().label("total")).select_from(_SOME).subquery("counting")
_GIVEN = select(*RATING.columns).where(_r.rater_id == bindparam("user"))
_PUBLIC_RECEIVED = select(*RATING.columns).where(_r.rated_user_id == bindparam("user"), _r.is_public)
GIVEN, RECEIVED = "given_", "received_"


@cache
def _of_companion(*, goes_on: bool) -> Select[Any]:
    page = listed(_RECEIVED, _NEWEST, goes_on=goes_on).subquery("page")
    found = COMPANIONS.join(_TOTAL, true()).outerjoin(page, true()).outerjoin(SESSIONS, _s.id == page.c.session_id)
    return (
        select(_TOTAL.c.total, *shown(RATING.columns, page), *_BESIDE)
        .select_from(_with_people(found, page))
        .where(_c.id == bindparam("companion"))
        .order_by(*over(page, _NEWEST))
    )


@cache
def _of_user(*, given_goes_on: bool, received_goes_on: bool) -> Select[Any]:
    """Selects a page of both lists; rows of the first list begin with true."""
    given = listed(_GIVEN, _NEWEST, goes_on=given_goes_on, name=GIVEN).subquery("given")
    received = listed(_PUBLIC_RECEIVED, _NEWEST, goes_on=received_goes_on, name=RECEIVED).subquery("received")
    both = union_all(
        select(literal_column("true").label("is_given"), given),
        select(literal_column("false"), received),
    ).subquery("listed")
    return (
        select(both.c.is_given, *shown(RATING.columns, both), *_BESIDE)
        .select_from(_with_people(both.join(SESSIONS, _s.id == both.c.session_id), both))
        .order_by(*over(both, _NEWEST))
    )


@frozen
class PostgresRatingQueries:
    """Implements `RatingQueries`."""

    executor: QueryExecutor

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> tuple[RatingView, ...] | None:
        rows = await self.executor.rows(_OF_SESSION, session=session_id, **as_viewer(viewer))
        return tuple(_view(row) for row in rows if row[0] is not None) if rows else None

    async def of_companion(self, companion_id: CompanionId, window: Window) -> Page[RatingView] | None:
        statement = _of_companion(goes_on=window.after is not None)
        rows = await self.executor.rows(statement, companion=companion_id, **as_window(window))
        if not rows:
            return None
        ratings = [_view(row, 1) for row in rows if row[1] is not None]
        return page_of(RATING_LIST, ratings, window, rows[0][0], is_counted=True)

    async def of_user(self, user_id: UserId, given: Window, received: Window) -> OwnRatings:
        statement = _of_user(given_goes_on=given.after is not None, received_goes_on=received.after is not None)
        windows = as_window(given, GIVEN) | as_window(received, RECEIVED)
        rows = await self.executor.rows(statement, user=user_id, **windows)
        return OwnRatings(
            given=RATING_LIST.cut([_view(row, 1) for row in rows if row[0]], given.take),
            received=RATING_LIST.cut([_view(row, 1) for row in rows if not row[0]], received.take),
        )


def _view(row: Sequence[Any], at: int = 0) -> RatingView:
    return RatingView(
        rating=RATING.load(row, at),
        session=SESSION.load(row, at + _SESSION_AT),
        rater=PERSON.load(row, at + _RATER_AT),
        rated=PERSON.load(row, at + _RATED_AT),
        goal_title=row[at + _TITLE_AT],
    )
