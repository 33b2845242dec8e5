"""The summaries of sessions on PostgreSQL: a session with all that a participant's own pages show of it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Select, and_, bindparam, func, literal_column, or_, select

from hushroom_adapters.postgres.contracts.mappings import CONTRACT
from hushroom_adapters.postgres.contracts.tables import CONTRACTS
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.pages import as_window, shown
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.core.sql import keeps_plan, word
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.identity.persons import PERSON
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_adapters.postgres.ordering import listed, newest_first
from hushroom_adapters.postgres.ratings.tables import RATINGS
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.contracts.model import Acceptance
from hushroom_domain.sessions.queries import (
    SUMMARY_LIST,
    SessionInFull,
    SessionParticipant,
    SessionScope,
    SessionSummary,
)
from hushroom_domain.sessions.state_machine import OVER, RUNNING, SessionStatus
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.paging import Slice, Window
from hushroom_domain.shared.participants import ParticipantRole

S = TypeVar("S", bound=SessionSummary)

_s = SESSIONS.c
_USER: BindParameter[Any] = bindparam("user")
_SEEKER, _COMPANION = USERS.alias("seeker"), USERS.alias("companion_user")
_USER_OF = {ParticipantRole.SEEKER: _s.seeker_id, ParticipantRole.COMPANION: _s.companion_user_id}
_IS_OVER = {True: _s.status.in_([word(one) for one in OVER]), False: _s.status.not_in([word(one) for one in OVER])}
_IS_RUNNING = _s.status.in_([word(one) for one in RUNNING])
# Written so that a session's own ratings are read, two at most: with EXISTS and equality, the planner may choose to
# read all ratings that the user has given.
_RATING = select(RATINGS.c.id).where(RATINGS.c.session_id == _s.id, RATINGS.c.rater_id.is_not_distinct_from(_USER))
_IS_RATED = _RATING.limit(literal_column("1")).scalar_subquery().is_not(None)
_ACCEPTANCE = RowMapper(Acceptance, CONTRACTS)
_GOAL_AT = SESSION.width
_SEEKER_AT = _GOAL_AT + GOAL.width
_COMPANION_AT = _SEEKER_AT + PERSON.width
_RATED_AT = _COMPANION_AT + PERSON.width
_CONTRACT_AT = _RATED_AT + 1
_WITHOUT_CONTRACT = select(
    *SESSION.columns,
    *GOAL.columns,
    *shown(PERSON.columns, _SEEKER),
    *shown(PERSON.columns, _COMPANION),
    _IS_RATED,
).select_from(
    SESSIONS.join(_SEEKER, _SEEKER.c.id == _s.seeker_id)
    .outerjoin(_COMPANION, _COMPANION.c.id == _s.companion_user_id)
    .outerjoin(GOALS, GOALS.c.session_id == _s.id)
    .outerjoin(CONTRACTS, CONTRACTS.c.session_id == _s.id)
)
_TAKES_PART = or_(_s.seeker_id == _USER, _s.companion_user_id == _USER)
_SUMMARY = _WITHOUT_CONTRACT.add_columns(*_ACCEPTANCE.columns)
_ONE = _WITHOUT_CONTRACT.add_columns(*CONTRACT.columns).where(_s.id == bindparam("session"), _TAKES_PART)
_TO_RATE = and_(_s.status == word(SessionStatus.COMPLETED), _s.ended_at > bindparam("rated_after"), ~_IS_RATED)


@cache
def _summaries(role: ParticipantRole, scope: SessionScope | None, *, goes_on: bool) -> Select[Any]:
    """Selects one page of a user's sessions; with `goes_on`, those after a position."""
    theirs = _SUMMARY.where(_USER_OF[role] == _USER)
    if scope is not None:
        return listed(theirs.where(_IS_OVER[scope is SessionScope.OVER]), newest_first(SESSIONS), goes_on=goes_on)
    return keeps_plan(listed(theirs, newest_first(SESSIONS), goes_on=goes_on))


@cache
def _coming_up(role: ParticipantRole | None) -> Select[Any]:
    """Selects the open sessions of a user and those to rate, of one role or of all."""
    theirs = _TAKES_PART if role is None else _USER_OF[role] == _USER
    return (
        _SUMMARY.where(theirs, or_(_IS_OVER[False], _TO_RATE))
        .order_by(_IS_RUNNING.desc(), func.coalesce(_s.scheduled_at, _s.created_at), _s.id)
        .limit(bindparam("take"))
    )


async def session_in_full(executor: QueryExecutor, session_id: SessionId, user_id: UserId) -> SessionInFull | None:
    """Returns a session to one of its participants, with the terms of its contract; None to others."""
    row = await executor.row(_ONE, session=session_id, user=user_id)
    return None if row is None else _read(SessionInFull, CONTRACT, row)


async def summaries_of(
    executor: QueryExecutor, user_id: UserId, role: ParticipantRole, scope: SessionScope | None, window: Window
) -> Slice[SessionSummary]:
    """Returns one page of the sessions in which the user has that role."""
    statement = _summaries(role, scope, goes_on=window.after is not None)
    rows = await executor.rows(statement, user=user_id, **as_window(window))
    return SUMMARY_LIST.cut([_summary(row) for row in rows], window.take)


async def summaries_coming_up(
    executor: QueryExecutor, user_id: UserId, role: ParticipantRole | None, rated_after: datetime, take: int
) -> tuple[SessionSummary, ...]:
    """Returns the open sessions of a user, and those to rate that ended after then."""
    rows = await executor.rows(_coming_up(role), user=user_id, rated_after=rated_after, take=take)
    return tuple(map(_summary, rows))


def _summary(row: Sequence[Any]) -> SessionSummary:
    return _read(SessionSummary, _ACCEPTANCE, row)


def _read(kind: type[S], contract: RowMapper[Any], row: Sequence[Any]) -> S:
    people = {ParticipantRole.SEEKER: _SEEKER_AT, ParticipantRole.COMPANION: _COMPANION_AT}
    found = ((role, PERSON.load_if_any(row, at)) for role, at in people.items())
    return kind(
        session=SESSION.load(row),
        goal=GOAL.load_if_any(row, _GOAL_AT),
        contract=contract.load_if_any(row, _CONTRACT_AT),
        participants=tuple(SessionParticipant(role=role, person=person) for role, person in found if person),
        is_rated=row[_RATED_AT],
    )
