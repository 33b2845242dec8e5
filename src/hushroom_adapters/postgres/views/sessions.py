"""What can be asked about sessions, from PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import bindparam, select

from hushroom_adapters.postgres.entities import CONTRACT, GOAL, SESSION
from hushroom_adapters.postgres.ordering import newest_first
from hushroom_adapters.postgres.statements import Reads
from hushroom_adapters.postgres.tables import COMPANIONS, CONTRACTS, GOALS, SESSIONS
from hushroom_adapters.postgres.views.access import as_viewer, seen_by_viewer
from hushroom_adapters.postgres.views.cards import Cards, card_at
from hushroom_domain.accounts.model import Viewer
from hushroom_domain.sessions.machine import Status
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.shared.ids import ContractId, SessionId, UserId
from hushroom_domain.shared.parties import Party

MOST = 500

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
_ONE = _SEEN.where(_s.id == bindparam("session"))
_OF_CONTRACT = _SEEN.where(CONTRACTS.c.id == bindparam("contract"))
_LIST = select(*_COLUMNS).select_from(WITH_TERMS).order_by(*newest_first(SESSIONS)).limit(MOST)
_OF = {
    Party.SEEKER: _LIST.where(_s.seeker_id == bindparam("user")),
    Party.COMPANION: _LIST.where(_s.companion_user_id == bindparam("user")),
}
_OF_IN_STATUS = {party: statement.where(_s.status == bindparam("status")) for party, statement in _OF.items()}


@frozen
class PostgresSessionViews:
    """Implements `SessionViews`."""

    reads: Reads

    async def get(self, session_id: SessionId, viewer: Viewer) -> SessionView | None:
        row = await self.reads.row(_ONE, session=session_id, **as_viewer(viewer))
        return None if row is None else session_view(row)

    async def of_contract(self, contract_id: ContractId, viewer: Viewer) -> SessionView | None:
        row = await self.reads.row(_OF_CONTRACT, contract=contract_id, **as_viewer(viewer))
        return None if row is None else session_view(row)

    async def of_user(self, user_id: UserId, party: Party, status: Status | None) -> tuple[SessionView, ...]:
        if status is None:
            rows = await self.reads.rows(_OF[party], user=user_id)
        else:
            rows = await self.reads.rows(_OF_IN_STATUS[party], user=user_id, status=status.value)
        return tuple(session_view(row) for row in rows)


def session_view(row: Sequence[Any], at: int = 0) -> SessionView:
    """The session at `at`, with its goal, its contract and, where the row goes on, its companion's card."""
    card = at + _CARD_AT
    has_companion = len(row) > card and row[card] is not None
    return SessionView(
        session=SESSION.load(row, at),
        goal=GOAL.load_if_any(row, at + _GOAL_AT),
        contract=CONTRACT.load_if_any(row, at + _CONTRACT_AT),
        companion=card_at(row, card) if has_companion else None,
    )
