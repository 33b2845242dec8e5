"""The queries about sessions on PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from attrs import evolve, frozen
from sqlalchemy import Select, bindparam, case, select

from hushroom_adapters.postgres.companions.cards import Cards, card_at
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.contracts.mappings import CONTRACT
from hushroom_adapters.postgres.contracts.tables import CONTRACTS
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.pages import as_window
from hushroom_adapters.postgres.core.sql import keeps_plan, word
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.ordering import listed, newest_first
from hushroom_adapters.postgres.payments.tables import PAYMENTS
from hushroom_adapters.postgres.sessions.access import as_viewer, seen_by_viewer
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.summaries import session_in_full, summaries_coming_up, summaries_of
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.identity.model import Viewer
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.queries import SESSION_LIST, SessionInFull, SessionScope, SessionSummary, SessionView
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import ContractId, SessionId, UserId
from hushroom_domain.shared.paging import Slice, Window
from hushroom_domain.shared.participants import ParticipantRole

_s = SESSIONS.c
_COLUMNS = (*SESSION.columns, *GOAL.columns, *CONTRACT.columns)
_GOAL_AT = SESSION.width
_CONTRACT_AT = _GOAL_AT + GOAL.width
_CARD_AT = _CONTRACT_AT + CONTRACT.width
WITH_TERMS = SESSIONS.outerjoin(GOALS, GOALS.c.session_id == _s.id).outerjoin(
    CONTRACTS, CONTRACTS.c.session_id == _s.id
)
_CARDS = Cards.of(COMPANIONS, before=WITH_TERMS.outerjoin(COMPANIONS, COMPANIONS.c.id == _s.companion_id))
_SEEN = select(*_COLUMNS, *_CARDS.columns).select_from(_CARDS.source).where(seen_by_viewer())
_PENDING_PAYMENT = (
    select(PAYMENTS.c.id)
    .where(PAYMENTS.c.session_id == _s.id, PAYMENTS.c.status == word(PaymentStatus.PENDING))
    .limit(1)
    .scalar_subquery()
)
_AWAITED = case((_s.status == word(SessionStatus.MATCHED), _PENDING_PAYMENT)).label("awaited")
_ONE = _SEEN.add_columns(_AWAITED).where(_s.id == bindparam("session"))
_OF_CONTRACT = _SEEN.where(CONTRACTS.c.id == bindparam("contract"))
_USER_OF = {ParticipantRole.SEEKER: _s.seeker_id, ParticipantRole.COMPANION: _s.companion_user_id}


@cache
def _of_user(role: ParticipantRole, *, in_status: bool, goes_on: bool) -> Select[Any]:
    """Selects one page of a user's sessions; with `goes_on`, those after a position."""
    theirs = select(*_COLUMNS).select_from(WITH_TERMS).where(_USER_OF[role] == bindparam("user"))
    if in_status:
        return listed(theirs.where(_s.status == bindparam("status")), newest_first(SESSIONS), goes_on=goes_on)
    return keeps_plan(listed(theirs, newest_first(SESSIONS), goes_on=goes_on))


@frozen
class PostgresSessionQueries:
    """Implements `SessionQueries`."""

    executor: QueryExecutor

    async def get(self, session_id: SessionId, viewer: Viewer) -> SessionView | None:
        row = await self.executor.row(_ONE, session=session_id, **as_viewer(viewer))
        return None if row is None else evolve(session_view(row), pending_payment_id=row[-1])

    async def of_contract(self, contract_id: ContractId, viewer: Viewer) -> SessionView | None:
        row = await self.executor.row(_OF_CONTRACT, contract=contract_id, **as_viewer(viewer))
        return None if row is None else session_view(row)

    async def of_user(
        self, user_id: UserId, role: ParticipantRole, status: SessionStatus | None, window: Window
    ) -> Slice[SessionView]:
        statement = _of_user(role, in_status=status is not None, goes_on=window.after is not None)
        given = {} if status is None else {"status": status.value}
        rows = await self.executor.rows(statement, user=user_id, **given, **as_window(window))
        return SESSION_LIST.cut([session_view(row) for row in rows], window.take)

    async def in_full(self, session_id: SessionId, user_id: UserId) -> SessionInFull | None:
        return await session_in_full(self.executor, session_id, user_id)

    async def summaries(
        self, user_id: UserId, role: ParticipantRole, scope: SessionScope | None, window: Window
    ) -> Slice[SessionSummary]:
        return await summaries_of(self.executor, user_id, role, scope, window)

    async def coming_up(
        self, user_id: UserId, role: ParticipantRole | None, rated_after: datetime, take: int
    ) -> tuple[SessionSummary, ...]:
        return await summaries_coming_up(self.executor, user_id, role, rated_after, take)


def session_view(row: Sequence[Any], at: int = 0) -> SessionView:
    """Builds the session at position `at` with goal, contract and, if the row has its columns, the companion's card."""
    card = at + _CARD_AT
    has_companion = len(row) > card and row[card] is not None
    return SessionView(
        session=SESSION.load(row, at),
        goal=GOAL.load_if_any(row, at + _GOAL_AT),
        contract=CONTRACT.load_if_any(row, at + _CONTRACT_AT),
        companion=card_at(row, card) if has_companion else None,
    )
