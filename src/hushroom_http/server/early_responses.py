"""Answers that the frame gives itself, to requests and to those that ask for a websocket."""

from typing import Any, ClassVar

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import Message, Receive, Scope, Send

from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.api_v1.errors import answer
from hushroom_http.pages.links import PATHS, problem_page

STATUS = "status"
"""The name in the state of a request's scope of the status with which its answer has begun."""
SWITCHING_PROTOCOLS = 101
OF_A_WEBSOCKET = "websocket."


class HandshakeRefused(ValidationFailed):
    code: ClassVar[str] = "realtime.handshake_refused"
    message: ClassVar[str] = "The request for a realtime connection is not valid"


def status_begun(message: Message) -> int | None:
    """Returns the status of the answer that begins with this message; None where it goes on or ends."""
    if message["type"] == "websocket.accept":
        return SWITCHING_PROTOCOLS
    started: int | None = message.get("status") if message["type"].endswith("response.start") else None  # type: ignore[assignment]
    return started


async def answer_with(error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the problem that the error is, in words where people read a page."""
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    said = problem_page if scope["path"] in PATHS else answer
    response = said(request, error).to_asgi_response(app=None, request=request)
    await response(scope, receive, _denial(send) if scope["type"] == ScopeType.WEBSOCKET else send)


def denying(scope: Scope, receive: Receive, send: Send) -> Send:
    """Returns `send`, which answers like any refusal where a websocket is closed before it was open."""
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
