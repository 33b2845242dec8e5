"""What can be asked about sessions."""

from attrs import evolve, frozen

from hushroom_adapters.memory.contracts import contract_of
from hushroom_adapters.memory.goals import goal_of
from hushroom_adapters.memory.payments import live_payment_of
from hushroom_adapters.memory.queries.access import session_seen_by
from hushroom_adapters.memory.queries.companions import card_of
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.identity.model import Viewer
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.queries import SESSION_LIST, SessionView
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import ContractId, PaymentId, SessionId, UserId
from hushroom_domain.shared.paging import Slice, Window
from hushroom_domain.shared.participants import ParticipantRole


def view_of(tables: Tables, session: Session, companion: CompanionCard | None) -> SessionView:
    """The session with its goal and contract."""
    return SessionView(
        session=session,
        goal=goal_of(tables, session.id),
        contract=contract_of(tables, session.id),
        companion=companion,
    )


def companion_seen_with(tables: Tables, session: Session) -> CompanionCard | None:
    """The card of the session's companion, once it has one."""
    companion = tables.companions.get(session.companion_id) if session.companion_id else None
    return card_of(tables, companion) if companion else None


@frozen
class MemorySessionQueries:
    """Implements `SessionQueries`."""

    tables: Tables

    async def get(self, session_id: SessionId, viewer: Viewer) -> SessionView | None:
        session = session_seen_by(self.tables, session_id, viewer)
        if session is None:
            return None
        view = view_of(self.tables, session, companion_seen_with(self.tables, session))
        return evolve(view, pending_payment_id=self._awaited(session))

    def _awaited(self, session: Session) -> PaymentId | None:
        """The payment that a match waits for."""
        payment = live_payment_of(self.tables, session.id) if session.status is SessionStatus.MATCHED else None
        return payment.id if payment is not None and payment.status is PaymentStatus.PENDING else None

    async def of_contract(self, contract_id: ContractId, viewer: Viewer) -> SessionView | None:
        contract = self.tables.contracts.get(contract_id)
        return await self.get(contract.session_id, viewer) if contract else None

    async def of_user(
        self, user_id: UserId, party: ParticipantRole, status: SessionStatus | None, window: Window
    ) -> Slice[SessionView]:
        sessions = (one for one in self.tables.sessions.values() if _is_theirs(one, user_id, party))
        found = (session for session in sessions if status in {None, session.status})
        return SESSION_LIST.slice((view_of(self.tables, session, None) for session in found), window)


def _is_theirs(session: Session, user_id: UserId, party: ParticipantRole) -> bool:
    return user_id == (session.seeker_id if party is ParticipantRole.SEEKER else session.companion_user_id)
