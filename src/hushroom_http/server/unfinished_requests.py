"""Refusals of requests that the server never hands over whole: malformed, endless, slow, or one too many."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from litestar.types import HTTPReceiveMessage, Receive, Scope, WebSocketReceiveMessage

from hushroom_domain.shared.errors import DomainError

Heard = HTTPReceiveMessage | WebSocketReceiveMessage

REFUSED = "refused"
"""The name in the state of a request's scope under which the server leaves its refusal for the frame."""


class UnfinishedRequest(DomainError):
    """A request after whose answer the connection is closed."""

    code: ClassVar[str] = "request.unfinished"


class MalformedHttp(UnfinishedRequest):
    code: ClassVar[str] = "request.not_http"
    message: ClassVar[str] = "The request is not HTTP/1.1"


class HeadTooLarge(UnfinishedRequest):
    code: ClassVar[str] = "request.head_too_large"
    message: ClassVar[str] = "The request line and the header are larger than 64 KiB"


class TooSlow(UnfinishedRequest):
    code: ClassVar[str] = "request.too_slow"
    message: ClassVar[str] = "The request did not arrive in time"


class TooManyConnections(UnfinishedRequest):
    code: ClassVar[str] = "request.too_many_connections"
    message: ClassVar[str] = "The server has no room for another connection; try again later"
    retry_after_seconds = 5


def refused_by_server(scope: Scope) -> None:
    """Raises the server's refusal of the request, where it left one."""
    refusal: UnfinishedRequest | None = scope["state"].get(REFUSED)
    if refusal is not None:
        raise refusal


def unless_refused(scope: Scope, receive: Receive) -> Callable[[], Awaitable[Heard]]:
    """Returns `receive`, which raises the server's refusal where the rest of the body will not come."""

    async def received() -> Heard:
        message = await receive()
        refused_by_server(scope)
        return message

    return received
