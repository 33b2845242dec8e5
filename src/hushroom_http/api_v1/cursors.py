"""Cursors: positions in lists as opaque text, in the header `Link` and in the query of the next request."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote, urlencode
from uuid import UUID

import msgspec
from litestar.datastructures import ResponseHeader
from litestar.params import QueryParameter
from litestar.types import Scope
from msgspec import Meta, msgpack

from hushroom_domain.companions.policy import AVERAGE_RATING
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.limits import Characters
from hushroom_domain.shared.paging import Position, Window
from hushroom_http.inputs.request_bodies import refused

CURSOR_LENGTH = Characters(min=1, max=400)
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
Pair = tuple[Position | None, Position | None]
_NAME = "cursor"
_OTHER_WAYS = frozenset({_NAME, "page", "skip"})
_Moment = Annotated[datetime, Meta(tz=True)]
_Age = tuple[_Moment, UUID]
_Reputation = Annotated[float, Meta(ge=AVERAGE_RATING.min, le=AVERAGE_RATING.max)]
BY_AGE = msgpack.Decoder(_Age)
"""Decodes cursors of lists in order of creation."""
BY_AGE_TWICE = msgpack.Decoder(tuple[_Age | None, _Age | None])
"""Decodes cursors of two such lists in one response."""
BY_RANK = msgpack.Decoder(tuple[bool, _Reputation, UUID])
"""Decodes cursors of companions in order of rank."""


def written(position: Position) -> str:
    """Returns the cursor that stands for the position."""
    return _packed(position.keys)


def written_twice(positions: Pair) -> str:
    """Returns the cursor that stands for a position in each of two lists."""
    return _packed([one and one.keys for one in positions])


def position_in(cursor: str | None, kind: "msgpack.Decoder[Any]") -> Position | None:
    """Returns the position that a cursor stands for, None without a cursor. Raises: ValidationFailed."""
    return None if cursor is None else Position(_unpacked(cursor, kind))


def positions_in(cursor: str | None) -> Pair:
    """Returns the positions in two lists by age that a cursor stands for. Raises: ValidationFailed."""
    if cursor is None:
        return None, None
    first, second = _unpacked(cursor, BY_AGE_TWICE)
    return first and Position(first), second and Position(second)


def _packed(keys: object) -> str:
    return base64.urlsafe_b64encode(msgpack.encode(keys)).rstrip(b"=").decode("ascii")


def _unpacked(cursor: str, kind: "msgpack.Decoder[Any]") -> Any:
    try:
        return kind.decode(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise refused((FieldProblem(_NAME, "must be a cursor of this list"),)) from error


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
    return f"/{quote(scope['path'].lstrip('/'))}?{urlencode([*query, (_NAME, cursor)])}"
