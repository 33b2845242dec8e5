"""Surfaces: parts of the web, each with its own paths, headers and error format."""

from collections.abc import Callable, Sequence
from typing import Any

from attrs import frozen
from litestar import Request, Response
from litestar.types import Scope

OVERALL = "overall"
"""The rate limit of one client over all surfaces that name no other one."""
Headers = Sequence[tuple[bytes, bytes]]
ErrorWriter = Callable[[Request[Any, Any, Any], Exception], Response[bytes]]
"""Writes an exception as a response in the format of a surface."""
FOR_PROGRAMS: Headers = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
"""The headers of responses that are no documents: a cache keeps none of them, and a browser loads nothing for them."""
SURFACE = "surface"
"""The name in the state of a request's scope of the surface that the request belongs to."""


def _none(_: str) -> bool:
    return False


def _no_headers(_: Scope) -> Headers:
    return ()


@frozen(kw_only=True)
class Surface:
    """One surface; `limit` names the rate limit of all its requests, and `uncounted` says which paths are without it.

    `headers` are sent with every response, `defaults` with one that does not set them itself. The `forced` ones of a
    request replace those that its response sets.
    """

    takes: Callable[[str], bool]
    headers: Headers
    write_error: ErrorWriter
    defaults: Headers = ()
    forced: Callable[[Scope], Headers] = _no_headers
    uncounted: Callable[[str], bool] = _none
    limit: str = OVERALL


def surface_at(path: str, surfaces: Sequence[Surface]) -> Surface:
    """Returns the first surface that takes the path; the last surface has to take every path."""
    for surface in surfaces:
        if surface.takes(path):
            return surface
    raise AssertionError("the last surface takes every path")


def write_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Writes an exception in the format of the surface that the request belongs to."""
    return surface_of(request.scope).write_error(request, error)


def surface_of(scope: Scope) -> Surface:
    """Returns the surface that the middleware has noted for a request."""
    surface: Surface = scope["state"][SURFACE]
    return surface
