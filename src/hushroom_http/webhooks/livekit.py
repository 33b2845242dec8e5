"""The webhook of the audio service."""

from typing import ClassVar

from litestar import post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from hushroom_domain.shared.errors import Unauthenticated
from hushroom_http.server.ports import RoomNotice
from hushroom_http.server.request import WebRequest
from hushroom_http.webhooks.documentation import ErrorResponses
from hushroom_http.webhooks.signatures import signed_notice

PATH = "/media/webhook"
SIGNATURE = "authorization"


class RoomNoticeNotSigned(Unauthenticated):
    code: ClassVar[str] = "media.webhook.bad_signature"
    message: ClassVar[str] = "The notice is not from our audio service"


class Acknowledged(Struct):
    received: bool


def route(documented: ErrorResponses) -> HTTPRouteHandler:
    """Returns the route; `documented` gives the error responses that the OpenAPI document shows."""
    summary = "Receive a notice of the audio service"
    return post(PATH, status_code=200, summary=summary, responses=documented(401), tags=["media"])(receive_notice)


async def receive_notice(request: WebRequest) -> Acknowledged:
    """Verifies the raw bytes and closes a room that is used after its session; participants are not stored."""

    def read(body: bytes, authorization: str) -> RoomNotice:
        try:
            return request.platform.room_notices.read(body, authorization)
        except ValueError as error:
            raise RoomNoticeNotSigned from error

    notice = await signed_notice(request, SIGNATURE, read, RoomNoticeNotSigned)
    if notice.is_in_use:
        await request.application.media.receive_notice(notice.room)
    return Acknowledged(received=True)
