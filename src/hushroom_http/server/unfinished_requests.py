"""The errors of incomplete requests: malformed, too large, too slow, or one connection too many."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from litestar.types import HTTPReceiveMessage, Receive, Scope, WebSocketReceiveMessage

from hushroom_domain.shared.errors import DomainError

Heard = HTTPReceiveMessage | WebSocketReceiveMessage

REFUSED = "refused"
"""The name in the state of a request's scope of the error that the server left for the middleware."""


class UnfinishedRequest(DomainError):
    """An error that closes the connection after its response."""

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
    """Raises the error that the server left for the request, if any."""
    refusal: UnfinishedRequest | None = scope["state"].get(REFUSED)
    if refusal is not None:
        raise refusal


def unless_refused(scope: Scope, receive: Receive) -> Callable[[], Awaitable[Heard]]:
    """Returns a `receive` that raises the server's error if the rest of the body is refused."""

    async def received() -> Heard:
        message = await receive()
        refused_by_server(scope)
        return message

    return received
