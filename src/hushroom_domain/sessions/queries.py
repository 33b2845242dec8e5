"""The query ports of sessions; each query is one statement."""

from typing import Protocol

from attrs import frozen

from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.contracts.model import Contract
from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import Viewer
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.ids import ContractId, PaymentId, SessionId, UserId
from hushroom_domain.shared.paging import Order, Slice, Window
from hushroom_domain.shared.participants import ParticipantRole


@frozen(kw_only=True)
class SessionView:
    """A session with its goal, contract and companion."""

    session: Session
    goal: Goal | None = None
    contract: Contract | None = None
    companion: CompanionCard | None = None
    pending_payment_id: PaymentId | None = None
    """The payment for which the match waits; read with a single session only."""

    def allowed_actions(self, user_id: UserId) -> tuple[SessionAction, ...]:
        """Returns the actions that the user may take now."""
        accepted = self.contract is None or self.contract.is_accepted
        return self.session.allowed_actions(self.session.role_of(user_id), contract_accepted=accepted)


SESSION_LIST = Order[SessionView](lambda view: (view.session.created_at, view.session.id))
"""The order in which sessions are listed."""


class SessionQueries(Protocol):
    """Reads about sessions."""

    async def get(self, session_id: SessionId, viewer: Viewer) -> SessionView | None:
        """Returns the session with goal, contract and companion, if the viewer is a participant or an administrator."""
        ...

    async def of_contract(self, contract_id: ContractId, viewer: Viewer) -> SessionView | None:
        """Returns the session of a contract, under the same condition."""
        ...

    async def of_user(
        self, user_id: UserId, role: ParticipantRole, status: SessionStatus | None, window: Window
    ) -> Slice[SessionView]:
        """Returns the sessions in which the user has that role, newest first, with goal and contract."""
        ...
