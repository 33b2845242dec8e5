"""What can be asked about ratings, from PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import bindparam, func, literal_column, or_, select, true, union_all
from sqlalchemy.sql.selectable import FromClause

from hushroom_adapters.postgres.entities import RATING, SESSION
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_adapters.postgres.statements import Reads
from hushroom_adapters.postgres.tables import COMPANIONS, GOALS, RATINGS, SESSIONS, USERS
from hushroom_adapters.postgres.views.access import IS_ADMIN, VIEWER, as_viewer, seen_by_viewer
from hushroom_adapters.postgres.views.pages import shown
from hushroom_adapters.postgres.views.people import PERSON
from hushroom_domain.accounts.model import Viewer
from hushroom_domain.ratings.queries import OwnRatings, RatingView
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.paging import MAX_SKIP, Page, Window

MOST = 100

_r, _s, _c, _g = RATINGS.c, SESSIONS.c, COMPANIONS.c, GOALS.c
_RATER, _RATED = USERS.alias("rater"), USERS.alias("rated")
_SESSION_AT = RATING.width
_RATER_AT = _SESSION_AT + SESSION.width
_RATED_AT = _RATER_AT + PERSON.width
_TITLE_AT = _RATED_AT + PERSON.width
_BESIDE = (*SESSION.columns, *shown(PERSON.columns, _RATER), *shown(PERSON.columns, _RATED), _g.title)
"""The columns beside a rating in every answer: its session, both people, and the title of the goal."""


def _with_people(ratings: FromClause, rated: FromClause) -> FromClause:
    """The ratings, which are columns of `rated`, with the people and the goal; the session is among `ratings`."""
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
_RECEIVED = (
    select(*RATING.columns)
    .select_from(RATINGS.join(SESSIONS, _s.id == _r.session_id))
    .where(_r.rated_user_id == _c.user_id, _s.companion_id == _c.id, _r.is_public)
    .correlate(COMPANIONS)
)
_TOTAL = _RECEIVED.with_only_columns(func.count().label("total"), maintain_column_froms=True).lateral("counting")
_PAGE = _RECEIVED.order_by(*newest_first(RATINGS)).limit(bindparam("take")).offset(bindparam("skip")).lateral("page")
_OF_COMPANION = (
    select(_TOTAL.c.total, *shown(RATING.columns, _PAGE), *_BESIDE)
    .select_from(
        _with_people(
            COMPANIONS.join(_TOTAL, true()).outerjoin(_PAGE, true()).outerjoin(SESSIONS, _s.id == _PAGE.c.session_id),
            _PAGE,
        )
    )
    .where(_c.id == bindparam("companion"))
    .order_by(_PAGE.c.created_at.desc(), _PAGE.c.id.desc())
)
_NEWEST = select(*RATING.columns).order_by(*newest_first(RATINGS)).limit(MOST)
_GIVEN = _NEWEST.where(_r.rater_id == bindparam("user"))
_PUBLIC_RECEIVED = _NEWEST.where(_r.rated_user_id == bindparam("user"), _r.is_public)
_LISTED = union_all(
    select(literal_column("true").label("is_given"), _GIVEN.subquery("given")),
    select(literal_column("false"), _PUBLIC_RECEIVED.subquery("received")),
).subquery("listed")
_OF_USER = (
    select(_LISTED.c.is_given, *shown(RATING.columns, _LISTED), *_BESIDE)
    .select_from(_with_people(_LISTED.join(SESSIONS, _s.id == _LISTED.c.session_id), _LISTED))
    .order_by(_LISTED.c.created_at.desc(), _LISTED.c.id.desc())
)


@frozen
class PostgresRatingViews:
    """Implements `RatingViews`."""

    reads: Reads

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> tuple[RatingView, ...] | None:
        rows = await self.reads.rows(_OF_SESSION, session=session_id, **as_viewer(viewer))
        return tuple(_view(row) for row in rows if row[0] is not None) if rows else None

    async def of_companion(self, companion_id: CompanionId, window: Window) -> Page[RatingView] | None:
        skip = min(window.skip, MAX_SKIP)
        rows = await self.reads.rows(_OF_COMPANION, companion=companion_id, take=window.take, skip=skip)
        return Page(tuple(_view(row, 1) for row in rows if row[1] is not None), rows[0][0]) if rows else None

    async def of_user(self, user_id: UserId) -> OwnRatings:
        rows = await self.reads.rows(_OF_USER, user=user_id)
        return OwnRatings(
            given=tuple(_view(row, 1) for row in rows if row[0]),
            received=tuple(_view(row, 1) for row in rows if not row[0]),
        )


def _view(row: Sequence[Any], at: int = 0) -> RatingView:
    return RatingView(
        rating=RATING.load(row, at),
        session=SESSION.load(row, at + _SESSION_AT),
        rater=PERSON.load(row, at + _RATER_AT),
        rated=PERSON.load(row, at + _RATED_AT),
        goal_title=row[at + _TITLE_AT],
    )
