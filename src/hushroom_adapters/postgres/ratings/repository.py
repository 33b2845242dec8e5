"""Ratings and the record behind a companion's reputation, in PostgreSQL."""

from datetime import datetime
from uuid import UUID

from attrs import frozen
from sqlalchemy import bindparam, func, select

from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.ratings.mappings import RATING
from hushroom_adapters.postgres.ratings.tables import RATINGS
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.ratings.model import Rating, Scores, Vote
from hushroom_domain.ratings.ports import Record
from hushroom_domain.sessions.state_machine import ENDED, FULFILLED
from hushroom_domain.shared.ids import CompanionId, SessionId

_s, _c, _r = SESSIONS.c, COMPANIONS.c, RATINGS.c
_RATINGS = TableStatements(RATING)
_SCORES = RowMapper(Scores, RATINGS)
_IS_COMPLETED = _s.status.in_([word(status) for status in sorted(FULFILLED)])
_SESSIONS_OF = (
    select(
        func.count().filter(_IS_COMPLETED).label("completed"),
        func.count().filter(_IS_COMPLETED, GOALS.c.is_achieved).label("achieved"),
        func.max(_s.ended_at).label("last_end"),
    )
    .select_from(SESSIONS.outerjoin(GOALS, GOALS.c.session_id == _s.id))
    .where(_s.companion_id == bindparam("companion"), _s.status.in_([word(status) for status in sorted(ENDED)]))
)
_RECEIVED = RATINGS.join(SESSIONS, _s.id == _r.session_id)
_VOTES_OF = (
    select(*_SCORES.columns, _r.created_at)
    .select_from(_RECEIVED)
    .where(_s.companion_id == bindparam("companion"), _r.rated_user_id == _s.companion_user_id)
    .order_by(_r.created_at, _r.id)
)
_LAST_END = select(func.max(_s.ended_at)).where(_s.companion_id == _c.id).scalar_subquery()
_LAST_VOTE = (
    select(func.max(_r.created_at))
    .select_from(_RECEIVED)
    .where(_s.companion_id == _c.id, _r.rated_user_id == _c.user_id)
    .scalar_subquery()
)
_LAST_ACTIVITY = func.greatest(_c.created_at, _c.last_active_at, _LAST_END, _LAST_VOTE)
FIRST = UUID(int=0)
"""The smallest id."""
_IDLE = (
    select(_c.id)
    .where(_c.id > bindparam("beyond"), _c.reputation_score > 0, bindparam("before") > _LAST_ACTIVITY)
    .order_by(_c.id)
    .limit(bindparam("at_most"))
)
_COMPANION_OF = select(_s.companion_id).where(_s.id == bindparam("id"))


@frozen
class PostgresRatings:
    """Implements `Ratings`."""

    transaction: Transaction

    async def add(self, rating: Rating) -> None:
        await self.transaction.add(_RATINGS, rating)

    async def record_of(self, companion_id: CompanionId) -> Record:
        sessions = await self.transaction.row(_SESSIONS_OF, companion=companion_id)
        assert sessions is not None, "an aggregate has a row"
        completed, achieved, last_end = sessions
        votes = await self.transaction.rows(_VOTES_OF, companion=companion_id)
        return Record(
            completed_sessions=completed,
            achieved_goals=achieved,
            votes=tuple(Vote(_SCORES.load(row), row[-1]) for row in votes),
            last_session_end=last_end,
        )

    async def idle_companions(
        self, before: datetime, limit: int, after: CompanionId | None = None
    ) -> tuple[CompanionId, ...]:
        beyond = after or FIRST
        rows = await self.transaction.rows(_IDLE, before=before, at_most=limit, beyond=beyond)
        return tuple(companion_id for (companion_id,) in rows)

    async def companion_of(self, session_id: SessionId) -> CompanionId | None:
        row = await self.transaction.row(_COMPANION_OF, id=session_id)
        return None if row is None else row[0]


class PostgresRatingRepositories(PostgresRepositories):
    """The repositories of ratings in one transaction."""

    @property
    def ratings(self) -> PostgresRatings:
        return PostgresRatings(self.transaction)
