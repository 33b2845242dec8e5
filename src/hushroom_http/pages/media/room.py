"""The page of a session's room: sound, the clock, the steps of the session, and drift. Its forms need no script."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response, Router
from litestar.params import FromPath

from hushroom_domain.drift.errors import DriftLogNotFound
from hushroom_domain.drift.policy import MESSAGE
from hushroom_domain.drift.use_cases.acknowledge_drift import AcknowledgeDrift
from hushroom_domain.drift.use_cases.flag_drift import FlagDrift
from hushroom_domain.media.errors import RoomExists, RoomTooEarly
from hushroom_domain.media.use_cases.create_room import CreateRoom
from hushroom_domain.media.use_cases.enter_room import Admission, EnterRoom
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.queries import SessionInFull
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.sessions.use_cases.change_session_status import ChangeSessionStatus
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import DriftLogId
from hushroom_http.pages.assets import has_asset
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.media.state import ACTS, MILESTONES, room_state
from hushroom_http.pages.policy import PagePolicy
from hushroom_http.pages.rendering import context_of, see_other, show, show_refused
from hushroom_http.pages.sessions.agreements import agreement_of
from hushroom_http.pages.sessions.steps import RATING, ROOM, own_session
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

TEMPLATE = "media/room.html"
SCRIPTS = ("vendor/livekit-client.umd.js", "vendor/socket.io.esm.min.js")
ACTIONS = {act.action: action for action, act in ACTS.items()}
FLAG = Form(
    (
        Field(
            name="message",
            label=N_("One sentence, without blame"),
            kind="textarea",
            limit=MESSAGE,
            hint=N_("For example: shall we go back to the letter?"),
        ),
    )
)


@get("/sessions/{session_id:str}/room", guards=[require_reader])
async def show_room(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the room; where it is not open, the redirect to the reader's next step."""
    own = await own_session(request, session_id)
    if not own.has_room:
        return own.onward
    return show(request, TEMPLATE, form=FLAG, policy=_policy(request), **await _facts(request, own.summary))


@post("/sessions/{session_id:str}/room/steps/{action:str}", guards=[require_reader])
async def take_step(request: WebRequest, session_id: PathId, action: FromPath[str]) -> Response[bytes]:
    """Takes one step of the session: ready, start, pause, resume or end."""
    own = await own_session(request, session_id)
    if action not in ACTIONS:
        raise SessionNotFound
    if not own.has_room:
        return own.onward
    command = ChangeSessionStatus.Command(
        session_id=own.summary.session.id, user_id=request.viewer.user_id, action=ACTIONS[action]
    )
    try:
        await request.application.sessions.change_status(command)
    except DomainError as refusal:
        return await _refused(request, session_id, refusal)
    return see_other(own.path + (RATING if ACTIONS[action] is SessionAction.END else ROOM))


@post("/sessions/{session_id:str}/room/entry", guards=[require_reader])
async def enter(request: WebRequest, session_id: PathId) -> Response[dict[str, str]]:
    """Opens the room if needed; returns its address and token, and a short access token for the realtime channel.

    Raises: RoomTooEarly.
    """
    own = await own_session(request, session_id)
    if not own.has_room:
        raise RoomTooEarly
    admission = await _admission(request, own.summary)
    reader = reader_of(request)
    access = await request.application.identity.issue_access_token(reader.user_id, reader.sign_in_id)
    keys = {"url": admission.url, "token": admission.token, "access": access}
    return Response(keys, headers={"Cache-Control": "no-store"})


@post("/sessions/{session_id:str}/room/drift", guards=[require_reader])
async def flag_drift(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Flags drift on behalf of the companion."""
    own, sent = await own_session(request, session_id), await submission(request)
    try:
        command = FlagDrift.Command(
            user_id=request.viewer.user_id, session_id=own.summary.session.id, message=sent.text("message")
        )
        await request.application.drift.flag(command)
    except DomainError as refusal:
        return await _refused(request, session_id, refusal)
    return see_other(own.path + ROOM, done="flagged")


@post("/sessions/{session_id:str}/room/drift/{drift_log_id:str}", guards=[require_reader])
async def acknowledge_drift(request: WebRequest, session_id: PathId, drift_log_id: PathId) -> Response[bytes]:
    """Records that the reader has seen a drift."""
    own = await own_session(request, session_id)
    log_id = DriftLogId(UUID(str(id_in_path(drift_log_id, DriftLogNotFound))))
    await request.application.drift.acknowledge(AcknowledgeDrift.Command(request.viewer.user_id, log_id))
    return see_other(own.path + ROOM)


def routes() -> Router:
    handlers = [show_room, take_step, enter, flag_drift, acknowledge_drift]
    return Router("/", route_handlers=handlers, include_in_schema=False)


async def _refused(request: WebRequest, session_id: str, refusal: DomainError) -> Response[bytes]:
    """Returns the room as it is now, with the reason why something was refused."""
    own, sent = await own_session(request, session_id), await submission(request)
    if not own.has_room:
        return own.onward
    facts = await _facts(request, own.summary)
    return show_refused(request, TEMPLATE, form=FLAG, sent=sent, refusal=refusal, policy=_policy(request), **facts)


async def _facts(request: WebRequest, summary: SessionInFull) -> dict[str, Any]:
    user_id = request.viewer.user_id
    logs = await request.queries.drift.of_session(summary.session.id, user_id)
    return {
        "path": f"/sessions/{summary.session.id}",
        "room": room_state(summary, logs, user_id, request.platform.clock.now()),
        "agreement": agreement_of(summary.contract, context_of(request).language) if summary.contract else None,
        "milestones": MILESTONES,
        "has_sound": all(map(has_asset, SCRIPTS)),
    }


async def _admission(request: WebRequest, summary: SessionInFull) -> Admission:
    user_id, session_id = request.viewer.user_id, summary.session.id
    if summary.session.room_name is None:
        with suppress(RoomExists):
            await request.application.media.create_room(CreateRoom.Command(user_id, session_id))
    return await request.application.media.enter_room(EnterRoom.Command(user_id, session_id))


def _policy(request: WebRequest) -> PagePolicy:
    """Returns the policy of the room: its scripts reach the audio service and our own realtime channel."""
    media = urlsplit(request.application.media.enter_room.rooms.url)
    own = urlsplit(request.platform.settings.http.public_url)
    secure = {"ws": "http", "wss": "https"}
    realtime = f"{'wss' if own.scheme == 'https' else 'ws'}://{own.netloc}"
    connections = (f"{media.scheme}://{media.netloc}", f"{secure[media.scheme]}://{media.netloc}", realtime)
    return PagePolicy(connections=connections, plays_media=True)
