"""The audio rooms of sessions."""

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.media.use_cases.create_room import CreateRoom
from hushroom_domain.media.use_cases.delete_room import DeleteRoom
from hushroom_domain.media.use_cases.enter_room import EnterRoom
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.shared.ids import SessionId
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer
from hushroom_http.api_v1.routing import delete, get, post
from hushroom_http.inputs.request_bodies import Nothing
from hushroom_http.server.guards import require_user
from hushroom_http.server.path_params import PathId, id_in_path


class RoomAnswer(Answer):
    room_name: str


class AdmissionAnswer(Answer):
    """A token of the audio service for one room, and the address of the service."""

    token: str
    room_name: str
    url: str


@post(
    "/rooms/{session_id:str}",
    summary="Open the room of a session",
    guards=[require_user],
    security=TOKEN,
    responses=with_body(401, 403, 404),
)
async def create_room(request: ApiRequest, session_id: PathId, data: JSONBody[Nothing]) -> RoomAnswer:  # noqa: ARG001 - a bad body is refused
    """Opens the room of a paid session before its start; the start of a session opens a missing room."""
    wanted = SessionId(id_in_path(session_id, SessionNotFound))
    command = CreateRoom.Command(request.viewer.user_id, wanted)
    return RoomAnswer(room_name=await request.application.media.create_room(command))


@get(
    "/token/{session_id:str}",
    summary="Enter the room of a session",
    guards=[require_user],
    security=TOKEN,
    responses=refusals(401, 403, 404),
)
async def enter_room(request: ApiRequest, session_id: PathId) -> AdmissionAnswer:
    """Returns a participant's token for the audio service."""
    wanted = SessionId(id_in_path(session_id, SessionNotFound))
    command = EnterRoom.Command(request.viewer.user_id, wanted)
    admission = await request.application.media.enter_room(command)
    return AdmissionAnswer(token=admission.token, room_name=admission.room_name, url=admission.url)


@delete(
    "/rooms/{session_id:str}",
    status_code=204,
    summary="Close the room of a session",
    guards=[require_user],
    security=TOKEN,
    responses=refusals(401, 403, 404),
)
async def delete_room(request: ApiRequest, session_id: PathId) -> None:
    """Closes the room, which can be opened again during the session; the end of the session closes it, too."""
    wanted = SessionId(id_in_path(session_id, SessionNotFound))
    await request.application.media.delete_room(DeleteRoom.Command(request.viewer.user_id, wanted))


def routes() -> Router:
    handlers = [create_room, enter_room, delete_room]
    return Router("/media", route_handlers=handlers, tags=["media"])
