"""Sessions: booking, reading, and the actions of their participants."""

from enum import StrEnum
from typing import Annotated

from litestar import Router
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody

from hushroom_domain.contracts.model import SessionType
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.policy import DEFAULT_PLANNED_MINUTES, LISTED, PLANNED_MINUTES
from hushroom_domain.sessions.queries import SessionView
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.sessions.use_cases.book_session import BookSession
from hushroom_domain.sessions.use_cases.change_session_status import ChangeSessionStatus
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.paging import Window
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.api_v1.cursors import CURSOR, NEXT, tell_next
from hushroom_http.api_v1.idempotency import KEYED
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body, with_key
from hushroom_http.api_v1.payments.pending import request_status_check
from hushroom_http.api_v1.query_params import bounded
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import get, post
from hushroom_http.api_v1.sessions.responses import (
    ListedSessionAnswer,
    MovedSessionAnswer,
    OwnSessionAnswer,
    WholeSessionAnswer,
    booked_session_answer,
    listed_session_answer,
    moved_session_answer,
    whole_session_answer,
)
from hushroom_http.inputs.cursors import BY_AGE, position_in
from hushroom_http.inputs.field_types import Moment, Reason, between
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.guards import require_user
from hushroom_http.server.path_params import PathId, id_in_path


class Booking(Body):
    type: SessionType
    planned_duration: Annotated[int, between(PLANNED_MINUTES)] = DEFAULT_PLANNED_MINUTES
    scheduled_at: Moment | None = None


class Step(Body):
    """The reason is stored for a cancellation only."""

    reason: Reason | None = None


class Side(StrEnum):
    """The caller's role in the listed sessions: as user or as companion."""

    USER = "user"
    COMPANION = "companion"


PARTY = {Side.USER: ParticipantRole.SEEKER, Side.COMPANION: ParticipantRole.COMPANION}

STEPS = (
    (SessionAction.READY, "Say that I am ready"),
    (SessionAction.START, "Start the session"),
    (SessionAction.PAUSE, "Pause the session"),
    (SessionAction.RESUME, "Resume the session"),
    (SessionAction.END, "End the session"),
    (SessionAction.CANCEL, "Cancel the session"),
)


@post("/", summary="Book a session", responses=with_key(401), **KEYED)
async def book(request: ApiRequest, data: JSONBody[Booking]) -> OwnSessionAnswer:
    """Books a session for now or for an appointed time; the session waits for a match."""
    viewer = request.viewer
    command = BookSession.Command(
        seeker_id=viewer.user_id,
        type=data.type,
        planned_minutes=data.planned_duration,
        scheduled_at=data.scheduled_at,
        session_id=SessionId(request.effect_id) if request.effect_id else None,
    )
    return booked_session_answer(await request.application.sessions.book(command), viewer.user_id)


@get("/", summary="List my sessions", responses=refusals(401), response_headers=NEXT)
async def show_mine(
    request: ApiRequest,
    status: FromQuery[SessionStatus | None] = None,
    role: FromQuery[Side] = Side.USER,
    cursor: Annotated[str | None, CURSOR] = None,
    limit: Annotated[int, bounded(LISTED)] = LISTED.max,
) -> list[ListedSessionAnswer]:
    """Returns sessions, newest first, with goal and contract; `role=companion` lists those the caller serves."""
    user_id = request.viewer.user_id
    window = Window(limit, after=position_in(cursor, BY_AGE))
    found = await request.queries.sessions.of_user(user_id, PARTY[role], status, window)
    tell_next(request.scope, found.next)
    return [listed_session_answer(view, user_id) for view in found.items]


@get("/{session_id:str}", summary="Show a session", responses=refusals(401, 404))
async def show(request: ApiRequest, session_id: PathId) -> WholeSessionAnswer:
    """Returns the session with goal, contract and companion, to its participants and administrators."""
    view = await seen(request, SessionId(id_in_path(session_id, SessionNotFound)))
    if view.pending_payment_id is not None:
        await request_status_check(request, view.pending_payment_id)
    return whole_session_answer(view, request.viewer.user_id)


async def seen(request: ApiRequest, session_id: SessionId) -> SessionView:
    """Returns the session if the caller may see it. Raises: SessionNotFound."""
    view = await request.queries.sessions.get(session_id, request.viewer)
    if view is None:
        raise SessionNotFound
    return view


def _step(action: SessionAction, summary: str) -> HTTPRouteHandler:
    name = action.value.lower()

    async def take(request: ApiRequest, session_id: PathId, data: JSONBody[Step]) -> MovedSessionAnswer:
        wanted = SessionId(id_in_path(session_id, SessionNotFound))
        user_id = request.viewer.user_id
        command = ChangeSessionStatus.Command(session_id=wanted, user_id=user_id, action=action, reason=data.reason)
        await request.application.sessions.change_status(command)
        payment = await request.queries.payments.of_session(wanted)
        return moved_session_answer(await seen(request, wanted), payment, user_id)

    take.__name__ = f"{name}_session"
    take.__doc__ = f"{summary}, on behalf of one of its parties; `allowedActions` says when that is possible."
    return post(f"/{{session_id:str}}/{name}", summary=summary, responses=with_body(401, 403, 404))(take)


def routes() -> Router:
    handlers = [book, show_mine, show, *(_step(action, summary) for action, summary in STEPS)]
    return Router("/sessions", route_handlers=handlers, guards=[require_user], security=TOKEN, tags=["sessions"])
