"""The page of one session: its next step, timeline, goal, agreement and money; and the page that cancels it."""

from typing import Any

from litestar import Response, Router

from hushroom_domain.drift.model import DriftLog
from hushroom_domain.payments.model import Payment
from hushroom_domain.sessions.policy import REASON
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.sessions.use_cases.change_session_status import ChangeSessionStatus
from hushroom_domain.shared.errors import DomainError
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.rendering import context_of, see_other, show, show_refused
from hushroom_http.pages.sessions.agreements import agreement_of
from hushroom_http.pages.sessions.payment_texts import STATUSES
from hushroom_http.pages.sessions.steps import OwnSession, own_session
from hushroom_http.pages.sessions.texts import TYPES
from hushroom_http.pages.sessions.timeline import timeline_of
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

CANCELLING = "sessions/cancel.html"
WHY = Form((
    Field(
        name="reason", label=N_("A word about the reason"), kind="textarea", limit=REASON, is_required=False,
        hint=N_("The others can read it."),
    ),
))  # fmt: skip


@get("/sessions/{session_id:str}", guards=[require_reader])
async def show_session(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the page of a session to its participants."""
    own = await own_session(request, session_id)
    return show(request, "sessions/show.html", **await _facts(request, own))


@get("/sessions/{session_id:str}/cancel", guards=[require_reader])
async def show_cancelling(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the page that asks whether to cancel; the session's page when that is not possible any more."""
    own = await own_session(request, session_id)
    if not _can_cancel(own):
        return see_other(own.path)
    return show(request, CANCELLING, form=WHY, own=own, types=TYPES)


@post("/sessions/{session_id:str}/cancel", guards=[require_reader])
async def cancel(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Cancels a session that has not begun."""
    own, sent = await own_session(request, session_id), await submission(request)
    try:
        command = ChangeSessionStatus.Command(
            session_id=own.summary.session.id,
            user_id=request.viewer.user_id,
            action=SessionAction.CANCEL,
            reason=sent.optional("reason"),
        )
        await request.application.sessions.change_status(command)
    except DomainError as refusal:
        return show_refused(request, CANCELLING, form=WHY, sent=sent, refusal=refusal, own=own, types=TYPES)
    return see_other(own.path, done="cancelled")


def routes() -> Router:
    return Router("/", route_handlers=[show_session, show_cancelling, cancel], include_in_schema=False)


async def _facts(request: WebRequest, own: OwnSession) -> dict[str, Any]:
    session = own.summary.session
    payment: Payment | None = await request.queries.payments.of_session(session.id)
    contract = own.summary.contract
    return {
        "own": own,
        "session": session,
        "others": tuple(one.person.display_name or "" for one in own.summary.others(request.viewer.user_id)),
        "payment": payment,
        "agreement": agreement_of(contract, context_of(request).language) if contract else None,
        "timeline": timeline_of(own.summary, payment, await _drift(request, own)),
        "can_cancel": _can_cancel(own),
        "statuses": STATUSES,
        "types": TYPES,
    }


async def _drift(request: WebRequest, own: OwnSession) -> tuple[DriftLog, ...]:
    """Returns the drift of a session that has begun; others have none."""
    session = own.summary.session
    if session.started_at is None:
        return ()
    logs: tuple[DriftLog, ...] = await request.queries.drift.of_session(session.id, request.viewer.user_id)
    return logs


def _can_cancel(own: OwnSession) -> bool:
    return SessionAction.CANCEL in own.summary.session.allowed_actions(own.role)
