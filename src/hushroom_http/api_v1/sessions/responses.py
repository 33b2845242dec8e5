"""Sessions with the relations of each response."""

from typing import Annotated, Any, TypedDict
from uuid import UUID

from hushroom_domain.contracts.model import SessionType
from hushroom_domain.payments.model import Payment
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.ids import UserId
from hushroom_http.api_v1.companions.reviewed_responses import PartnerAnswer, partner_answer
from hushroom_http.api_v1.contracts.responses import ContractAnswer, contract_answer
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.goals.responses import GoalAnswer, goal_answer
from hushroom_http.api_v1.payments.responses import PaymentAnswer, payment_answer
from hushroom_http.api_v1.response_shape import Answer, Decimal, Id, Time, member_of


class PublicSessionAnswer(Answer):
    """A session without its price, nested in responses that non-participants may see."""

    id: Id
    user_id: Id
    companion_id: Id | None
    type: Annotated[str, member_of(SessionType)]
    status: Annotated[str, member_of(SessionStatus)]
    scheduled_at: Time | None
    started_at: Time | None
    ended_at: Time | None
    duration_minutes: int | None
    planned_duration: int
    livekit_room_name: str | None
    metadata: dict[str, Any] | None
    cancellation_reason: str | None
    created_at: Time
    updated_at: Time


class SessionAnswer(PublicSessionAnswer):
    """A session without relations, nested in responses for its participants and administrators."""

    agreed_rate: Decimal | None


class OwnSessionAnswer(SessionAnswer):
    """A session with the next actions of the caller."""

    allowed_actions: list[str]


class ListedSessionAnswer(OwnSessionAnswer):
    """A session with goal and contract."""

    goal: GoalAnswer | None
    contract: ContractAnswer | None


class WholeSessionAnswer(ListedSessionAnswer):
    """A session with goal, contract and companion."""

    companion: PartnerAnswer | None


class MovedSessionAnswer(OwnSessionAnswer):
    """A session after an action, with goal, payment and companion."""

    goal: GoalAnswer | None
    payment: PaymentAnswer | None
    companion: PartnerAnswer | None


class PublicSessionFields(TypedDict):
    """The fields of `PublicSessionAnswer`, for the answers that have them and more."""

    id: UUID
    user_id: UUID
    companion_id: UUID | None
    type: str
    status: str
    scheduled_at: str | None
    started_at: str | None
    ended_at: str | None
    duration_minutes: int | None
    planned_duration: int
    livekit_room_name: str | None
    metadata: dict[str, Any] | None
    cancellation_reason: str | None
    created_at: str
    updated_at: str


class SessionFields(PublicSessionFields):
    """The fields of `SessionAnswer`, for the answers that have them and more."""

    agreed_rate: str | None


class _OwnSessionFields(SessionFields):
    """The fields of `OwnSessionAnswer`, for the answers that have them and more."""

    allowed_actions: list[str]


class ListedSessionFields(_OwnSessionFields):
    """The fields of `ListedSessionAnswer`, for the answers that have them and more."""

    goal: GoalAnswer | None
    contract: ContractAnswer | None


def session_answer(session: Session) -> SessionAnswer:
    return SessionAnswer(**session_fields(session))


def booked_session_answer(session: Session, viewer_id: UserId) -> OwnSessionAnswer:
    """Returns a new session without relations."""
    actions = session.allowed_actions(session.role_of(viewer_id))
    return OwnSessionAnswer(**session_fields(session), allowed_actions=_names(actions))


def listed_session_answer(view: SessionView, viewer_id: UserId) -> ListedSessionAnswer:
    return ListedSessionAnswer(**listed_session_fields(view, viewer_id))


def listed_session_fields(view: SessionView, viewer_id: UserId) -> ListedSessionFields:
    """Returns the fields of a session with goal and contract."""
    return {
        **session_fields(view.session),
        "allowed_actions": _names(view.allowed_actions(viewer_id)),
        "goal": _goal(view),
        "contract": contract_answer(view.contract) if view.contract else None,
    }


def whole_session_answer(view: SessionView, viewer_id: UserId) -> WholeSessionAnswer:
    return WholeSessionAnswer(**listed_session_fields(view, viewer_id), companion=_companion(view, viewer_id))


def moved_session_answer(view: SessionView, payment: Payment | None, viewer_id: UserId) -> MovedSessionAnswer:
    return MovedSessionAnswer(
        **session_fields(view.session),
        allowed_actions=_names(view.allowed_actions(viewer_id)),
        goal=_goal(view),
        payment=payment_answer(payment) if payment else None,
        companion=_companion(view, viewer_id),
    )


def _companion(view: SessionView, viewer_id: UserId) -> PartnerAnswer | None:
    return partner_answer(view.companion, viewer_id) if view.companion else None


def _goal(view: SessionView) -> GoalAnswer | None:
    return goal_answer(view.goal) if view.goal else None


def _names(actions: tuple[SessionAction, ...]) -> list[str]:
    return [action.value.lower() for action in actions]


def session_fields(session: Session) -> SessionFields:
    """Returns the fields of a session."""
    agreed = session.agreed_rate
    return {**public_session_fields(session), "agreed_rate": None if agreed is None else str(agreed)}


def public_session_fields(session: Session) -> PublicSessionFields:
    """Returns the fields of a session without its price."""
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
        "created_at": at(session.created_at),
        "updated_at": at(session.updated_at),
    }
