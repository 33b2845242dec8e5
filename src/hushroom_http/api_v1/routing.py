"""The routes of API v1: the framework's routes without two steps that cost time in every request.

Whole numbers of the query are read strictly, because the framework takes 1e2 for one.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from attrs import frozen
from litestar import Litestar, Request, Response
from litestar.connection import ASGIConnection
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.types.internal_types import PathParameterDefinition
from msgspec import json

from hushroom_http.api_v1.cursors import LINK
from hushroom_http.api_v1.query_params import is_whole, refuse_exponents

if TYPE_CHECKING:
    from litestar._kwargs import KwargsModel

_ENCODE = json.Encoder().encode
_CONTENT_TYPE = (b"content-type", b"application/json")


class Route(HTTPRouteHandler):
    """A handler that its guards share, with a direct encoding of its response.

    The framework copies the whole handler for each guard, in case that a guard changes it; guards here only read. It
    also prepares cookies, background tasks and headers, of which responses here have one: the link to the next page.
    """

    def create_kwargs_model(self, path_parameters: dict[str, PathParameterDefinition]) -> "KwargsModel":
        """Prepares the reading of parameters, once for each path."""
        whole = [name for name, parameter in self.parsed_fn_signature.parameters.items() if is_whole(parameter)]
        if whole:
            refuse_exponents(self.signature_model, whole)
        return super().create_kwargs_model(path_parameters)

    async def authorize_connection(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        """Runs the guards, the outer ones first."""
        for guard in self.resolve_guards():
            await guard(connection, self)  # type: ignore[misc]  # the framework allows guards that are not awaited

    async def to_response(self, app: Litestar, data: Any, request: Request[Any, Any, Any]) -> ASGIApp:
        """Returns the ASGI application that sends `data`."""
        if isinstance(data, Response):
            return await super().to_response(app=app, data=data, request=request)
        link: bytes | None = request.scope["state"].get(LINK)
        return _Answer(self.status_code, b"" if data is None else _ENCODE(data), link)


@frozen
class _Answer:
    """Sends one complete body, or none."""

    status: int
    body: bytes
    link: bytes | None = None

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        headers = [_CONTENT_TYPE, (b"content-length", b"%d" % len(self.body))] if self.body else []
        if self.link is not None:
            headers.append((b"link", self.link))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


get, post, put, patch, delete = (
    partial(Route, http_method=method)
    for method in (HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE)
)
