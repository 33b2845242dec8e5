"""Cursors of API v1: in the header `Link`, and in the query of the next request."""

from urllib.parse import parse_qsl, quote, urlencode

from litestar.datastructures import ResponseHeader
from litestar.params import QueryParameter
from litestar.types import Scope

from hushroom_domain.shared.paging import Position, Window
from hushroom_http.inputs.cursors import BY_AGE, CURSOR_LENGTH, CURSOR_NAME, position_in, written

CURSOR = QueryParameter(
    min_length=CURSOR_LENGTH.min,
    max_length=CURSOR_LENGTH.max,
    description="Where to go on: taken from the Link header of the page before",
)
NEXT = [
    ResponseHeader(
        name="Link",
        documentation_only=True,
        description='The next page as `<...>; rel="next"`; there is none on the last one',
    )
]
"""The documented headers of a route with pages."""
LINK = "link"
_OTHER_WAYS = frozenset({CURSOR_NAME, "page", "skip"})


def window_of_page(page: int, limit: int, cursor: str | None) -> Window:
    """Returns the window of a page of a list by age; a cursor replaces the page number. Raises: ValidationFailed."""
    return Window.of_page(page, limit, position_in(cursor, BY_AGE))


def tell_next(scope: Scope, following: Position | None) -> None:
    """Stores the address of the next page for the response."""
    if following is not None:
        tell_cursor(scope, written(following))


def tell_cursor(scope: Scope, cursor: str) -> None:
    """Stores the address of the page behind the cursor for the response."""
    scope["state"][LINK] = f'<{_address(scope, cursor)}>; rel="next"'.encode("ascii")


def _address(scope: Scope, cursor: str) -> str:
    """Returns the path and query of the next page; without a host, because a proxy may have changed it."""
    asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    query = [(name, value) for name, value in asked if name not in _OTHER_WAYS]
    # One slash at the beginning, because an address that begins with two slashes names a host.
    return f"/{quote(scope['path'].lstrip('/'))}?{urlencode([*query, (CURSOR_NAME, cursor)])}"
