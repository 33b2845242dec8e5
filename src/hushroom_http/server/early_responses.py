"""Responses of the middleware itself, to requests and to openings of websockets."""

from typing import Any, ClassVar

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import Message, Receive, Scope, Send

from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.server.surfaces import write_error

STATUS = "status"
"""The name in the state of a request's scope of the status of its response, once that has begun."""
SWITCHING_PROTOCOLS = 101
OF_A_WEBSOCKET = "websocket."


class HandshakeRefused(ValidationFailed):
    code: ClassVar[str] = "realtime.handshake_refused"
    message: ClassVar[str] = "The request for a realtime connection is not valid"


def status_begun(message: Message) -> int | None:
    """Returns the status of the response that begins with this message; None if the message continues or ends one."""
    if message["type"] == "websocket.accept":
        return SWITCHING_PROTOCOLS
    started: int | None = message.get("status") if message["type"].endswith("response.start") else None  # type: ignore[assignment]
    return started


async def answer_with(error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
    """Sends an exception in the format of the request's surface."""
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    response = write_error(request, error).to_asgi_response(app=None, request=request)
    await response(scope, receive, _denial(send) if scope["type"] == ScopeType.WEBSOCKET else send)


def denying(scope: Scope, receive: Receive, send: Send) -> Send:
    """Returns a `send` that refuses the handshake with a response if a websocket is closed before it was open."""
    if scope["type"] != ScopeType.WEBSOCKET:
        return send

    async def sent(message: Message) -> None:
        if message["type"] == "websocket.close" and STATUS not in scope["state"]:
            await answer_with(HandshakeRefused(), scope, receive, send)
        else:
            await send(message)

    return sent


def _denial(send: Send) -> Send:
    async def sent(message: Message) -> None:
        await send({**message, "type": OF_A_WEBSOCKET + message["type"]})  # type: ignore[arg-type]

    return sent
