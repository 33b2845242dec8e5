"""The methods of a path beside those of its handlers: HEAD with every GET, and OPTIONS everywhere."""

from collections.abc import Iterable

from litestar import Litestar
from litestar.exceptions import MethodNotAllowedException
from litestar.types import Message, Scope, Send
from litestar.utils import normalize_path

GET, HEAD, OPTIONS = "GET", "HEAD", "OPTIONS"
METHOD = "method"
"""The name in the state of a request of the method that the client sent, because routes see GET for HEAD."""
NO_METHOD = "-"
"""A method without a handler, so that the router's error names the methods of a path."""


def allow(methods: Iterable[str]) -> str:
    """Returns the value of the field `Allow` for a path whose handlers serve these methods."""
    served = {*methods, OPTIONS}
    return ", ".join(sorted(served | {HEAD} if GET in served else served))


def allowed_at(app: Litestar, path: str) -> str:
    """Returns the value of the field `Allow` for this path. Raises: NotFoundException."""
    try:
        app.asgi_router.handle_routing(path=normalize_path(path), method=NO_METHOD)
    except MethodNotAllowedException as error:
        return allow((error.headers or {})["allow"].split(", "))
    raise AssertionError("no handler serves this method")


async def name_methods(allowed: str, send: Send) -> None:
    """Answers OPTIONS with the methods of the path."""
    await send({"type": "http.response.start", "status": 204, "headers": [(b"allow", allowed.encode("ascii"))]})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def as_get(scope: Scope) -> Scope:
    """Returns the same request with GET; the server keeps the original, because it sends no body for HEAD."""
    return {**scope, "method": "GET"}  # type: ignore[return-value]


def without_body(message: Message) -> Message:
    """Returns the part of an answer to GET that answers HEAD."""
    return {**message, "body": b""} if message["type"] == "http.response.body" else message
