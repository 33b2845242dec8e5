"""The query ports of sessions; each query is one statement."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from attrs import frozen

from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.contracts.model import Acceptance, Contract
from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import Viewer
from hushroom_domain.identity.queries import Person
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


@frozen(kw_only=True)
class SessionParticipant:
    """A person in a session, and their role in it."""

    role: ParticipantRole
    person: Person


@frozen(kw_only=True)
class SessionSummary:
    """A session as a participant's own pages list it: with goal and everybody who takes part.

    `contract` says who has accepted it, without its terms. `is_rated` is true once the user who reads it has rated the
    session.
    """

    session: Session
    goal: Goal | None = None
    contract: Acceptance | None = None
    participants: tuple[SessionParticipant, ...]
    is_rated: bool = False

    def others(self, user_id: UserId) -> tuple[SessionParticipant, ...]:
        """Returns the participants beside one of them."""
        return tuple(one for one in self.participants if one.person.id != user_id)


@frozen(kw_only=True)
class SessionInFull(SessionSummary):
    """A session as a participant's own page shows it: the summary with the terms of the contract."""

    contract: Contract | None = None


SUMMARY_LIST = Order[SessionSummary](lambda summary: (summary.session.created_at, summary.session.id))
"""The order in which summaries are listed: newest first."""


class SessionScope(StrEnum):
    """Selects sessions by whether something may still happen in them."""

    OPEN = "open"
    OVER = "over"


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

    async def in_full(self, session_id: SessionId, user_id: UserId) -> SessionInFull | None:
        """Returns a session to one of its participants; None to others."""
        ...

    async def summaries(
        self, user_id: UserId, role: ParticipantRole, scope: SessionScope | None, window: Window
    ) -> Slice[SessionSummary]:
        """Returns the sessions in which the user has that role, newest first; None selects open ones and others."""
        ...

    async def coming_up(
        self, user_id: UserId, role: ParticipantRole | None, rated_after: datetime, take: int
    ) -> tuple[SessionSummary, ...]:
        """Returns the open sessions of a user, and the completed ones to rate that ended after then.

        `role` is the part that the user has in them; None selects those of every role.
        Running sessions come first, then by the appointed time, or by the time of booking without one.
        """
        ...
