"""The routes of API v1: those of the server without the steps before a response that cost time in every request.

Whole numbers of the query are read strictly, because the framework takes 1e2 for one.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from litestar import Litestar, Request, Response
from litestar.enums import HttpMethod
from litestar.types import ASGIApp
from litestar.types.internal_types import PathParameterDefinition
from msgspec import json

from hushroom_http.api_v1.cursors import LINK
from hushroom_http.api_v1.query_params import is_whole, refuse_exponents
from hushroom_http.server.routing import SharedRoute, WrittenAnswer

if TYPE_CHECKING:
    from litestar._kwargs import KwargsModel

_ENCODE = json.Encoder().encode
_CONTENT_TYPE = (b"content-type", b"application/json")


class Route(SharedRoute):
    """A handler with a direct encoding of its response.

    The framework also prepares cookies, background tasks and headers, of which responses here have one: the link to the
    next page.
    """

    def create_kwargs_model(self, path_parameters: dict[str, PathParameterDefinition]) -> "KwargsModel":
        """Prepares the reading of parameters, once for each path."""
        whole = [name for name, parameter in self.parsed_fn_signature.parameters.items() if is_whole(parameter)]
        if whole:
            refuse_exponents(self.signature_model, whole)
        return super().create_kwargs_model(path_parameters)

    async def to_response(self, app: Litestar, data: Any, request: Request[Any, Any, Any]) -> ASGIApp:
        """Returns the ASGI application that sends `data`."""
        if isinstance(data, Response):
            return await super().to_response(app=app, data=data, request=request)
        body = b"" if data is None else _ENCODE(data)
        headers = [_CONTENT_TYPE, (b"content-length", b"%d" % len(body))] if body else []
        link: bytes | None = request.scope["state"].get(LINK)
        if link is not None:
            headers.append((b"link", link))
        return WrittenAnswer(self.status_code, headers, body)


get, post, put, patch, delete = (
    partial(Route, http_method=method)
    for method in (HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE)
)
