"""Sessions, with those relations that each answer of API v1 names."""

from typing import Annotated, Any

from msgspec import UNSET, UnsetType

from hushroom_domain.contracts.model import SessionType
from hushroom_domain.payments.model import Payment
from hushroom_domain.sessions.machine import Action, Status
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.shared.ids import UserId
from hushroom_http.answers.companions import PartnerAnswer, partner_answer
from hushroom_http.answers.contracts import ContractAnswer, contract_answer
from hushroom_http.answers.goals import GoalAnswer, goal_answer
from hushroom_http.answers.payments import PaymentAnswer, payment_answer
from hushroom_http.answers.shape import Answer, Decimal, Id, Time, member_of
from hushroom_http.presenting import at


class SessionAnswer(Answer):
    """A session; relations that an answer does not have are left out."""

    id: Id
    user_id: Id
    companion_id: Id | None
    type: Annotated[str, member_of(SessionType)]
    status: Annotated[str, member_of(Status)]
    scheduled_at: Time | None
    started_at: Time | None
    ended_at: Time | None
    duration_minutes: int | None
    planned_duration: int
    livekit_room_name: str | None
    metadata: dict[str, Any] | None
    cancellation_reason: str | None
    agreed_rate: Decimal | None
    created_at: Time
    updated_at: Time
    allowed_actions: list[str] | UnsetType = UNSET
    goal: GoalAnswer | UnsetType | None = UNSET
    contract: ContractAnswer | UnsetType | None = UNSET
    companion: PartnerAnswer | UnsetType | None = UNSET
    payment: PaymentAnswer | UnsetType | None = UNSET


def session_answer(session: Session, viewer_id: UserId | None = None) -> SessionAnswer:
    """The session alone; with what `viewer_id` may do, if given: it must be sure that no contract is in the way."""
    actions = session.allowed_actions(session.party_of(viewer_id)) if viewer_id else None
    return SessionAnswer(**_fields(session), allowed_actions=UNSET if actions is None else _names(actions))


def listed_session_answer(view: SessionView, viewer_id: UserId) -> SessionAnswer:
    """The session with goal and contract."""
    return SessionAnswer(**listed_session_fields(view, viewer_id))


def listed_session_fields(view: SessionView, viewer_id: UserId) -> dict[str, Any]:
    """The fields of a session with goal and contract, for answers that have more."""
    return {**_fields(view.session), **_actions(view, viewer_id), **_goal(view), **_contract(view)}


def whole_session_answer(view: SessionView, viewer_id: UserId, *, with_user: bool = False) -> SessionAnswer:
    """The session with goal, contract and companion."""
    return SessionAnswer(
        **listed_session_fields(view, viewer_id),
        companion=_companion(view, viewer_id, with_user=with_user),
    )


def moved_session_answer(view: SessionView, payment: Payment | None, viewer_id: UserId) -> SessionAnswer:
    """The session after a step, with goal, payment and companion."""
    return SessionAnswer(
        **_fields(view.session),
        **_actions(view, viewer_id),
        **_goal(view),
        payment=payment_answer(payment) if payment else None,
        companion=_companion(view, viewer_id, with_user=False),
    )


def _companion(view: SessionView, viewer_id: UserId, *, with_user: bool) -> PartnerAnswer | None:
    return partner_answer(view.companion, viewer_id, with_user=with_user) if view.companion else None


def _goal(view: SessionView) -> dict[str, Any]:
    return {"goal": goal_answer(view.goal) if view.goal else None}


def _contract(view: SessionView) -> dict[str, Any]:
    return {"contract": contract_answer(view.contract) if view.contract else None}


def _actions(view: SessionView, viewer_id: UserId) -> dict[str, Any]:
    return {"allowed_actions": _names(view.allowed_actions(viewer_id))}


def _names(actions: tuple[Action, ...]) -> list[str]:
    return [action.value.lower() for action in actions]


def _fields(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "user_id": session.seeker_id,
        "companion_id": session.companion_id,
        "type": session.type,
        "status": session.status,
        "scheduled_at": at(session.scheduled_at),
        "started_at": at(session.started_at),
        "ended_at": at(session.ended_at),
        "duration_minutes": session.duration_minutes,
        "planned_duration": session.planned_minutes,
        "livekit_room_name": session.room_name,
        "metadata": None,
        "cancellation_reason": session.cancellation_reason,
        "agreed_rate": str(session.agreed_rate) if session.agreed_rate is not None else None,
        "created_at": at(session.created_at),
        "updated_at": at(session.updated_at),
    }
