"""Long lists on pages: the window that an address asks for, and the links to the first and the next page."""

from typing import Any
from urllib.parse import urlencode

from attrs import frozen
from msgspec import msgpack

from hushroom_domain.shared.paging import Position, Window
from hushroom_http.inputs.cursors import BY_AGE, CURSOR_NAME, position_in, written
from hushroom_http.pages.rendering import DONE
from hushroom_http.server.request import WebRequest

ON_ONE_PAGE = 20
LEFT_OUT = frozenset({CURSOR_NAME, DONE})
"""The names in an address that belong to one page of a list alone."""


@frozen
class PageLinks:
    """The addresses of the first and of the next page of a list; empty where the link would lead nowhere."""

    first: str
    next: str


def asked_window(request: WebRequest, take: int = ON_ONE_PAGE, kind: "msgpack.Decoder[Any]" = BY_AGE) -> Window:
    """Returns the window of the page that the address asks for. Raises: ValidationFailed (no cursor of this list)."""
    return Window(take=take, after=position_in(request.query_params.get(CURSOR_NAME), kind))


def page_links(request: WebRequest, following: Position | None) -> PageLinks:
    """Returns the links of a list, with the filters of the address."""
    return PageLinks(
        first=_address(request, None) if CURSOR_NAME in request.query_params else "",
        next=_address(request, written(following)) if following else "",
    )


def _address(request: WebRequest, cursor: str | None) -> str:
    asked = [(name, value) for name, value in request.query_params.multi_items() if name not in LEFT_OUT and value]
    query = [*asked, (CURSOR_NAME, cursor)] if cursor else asked
    return f"?{urlencode(query)}" if query else "?"
