"""The routes of the server: the framework's routes without the steps that cost time in every request.

These are the copies that it makes for each guard, and the search for an encoder of a body that is written already.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from attrs import frozen
from litestar import Litestar, Request, Response
from litestar.connection import ASGIConnection
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

Headers = Sequence[tuple[bytes, bytes]]
TEXTS = {"text/html": b"text/html; charset=utf-8"}
"""The media types of bodies that are sent as they are, and the header that names each."""


@frozen
class WrittenAnswer:
    """Sends a complete body."""

    status: int
    headers: Headers
    body: bytes

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


class SharedRoute(HTTPRouteHandler):
    """A handler that its guards share.

    The framework copies the whole handler for each guard, in case that a guard changes it; guards here only read.
    """

    async def authorize_connection(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """Runs the guards, the outer ones first."""
        for guard in self.resolve_guards():
            await guard(connection, self)  # type: ignore[misc]  # the framework allows guards that are not awaited

    async def to_response(self, app: Litestar, data: Any, request: Request[Any, Any, Any]) -> ASGIApp:
        """Returns the application that sends `data`; at once if it is a text in bytes and sets no cookie."""
        is_written = type(data) is Response and type(data.content) is bytes and data.media_type in TEXTS
        if not is_written or data.cookies or data.background:
            return await super().to_response(app=app, data=data, request=request)
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in data.headers.items()]
        headers.append((b"content-type", TEXTS[data.media_type]))
        headers.append((b"content-length", b"%d" % len(data.content)))
        return WrittenAnswer(data.status_code or 200, headers, data.content)


get, post = (partial(SharedRoute, http_method=method) for method in (HttpMethod.GET, HttpMethod.POST))
