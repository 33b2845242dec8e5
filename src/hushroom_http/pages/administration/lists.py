"""Lists of administrators: what a query string asks for, and the facts that a template shows."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from litestar import Response

from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.paging import Page, Window
from hushroom_http.pages.administration.showing import show_admin
from hushroom_http.pages.forms import Form, Submission, query_values
from hushroom_http.pages.paging import asked_window, page_links
from hushroom_http.pages.rendering import UNPROCESSABLE
from hushroom_http.server.request import WebRequest

T = TypeVar("T")
NOTHING: Page[Any] = Page((), 0)


async def show_list(
    request: WebRequest,
    template: str,
    form: Form,
    find: Callable[[Submission, Window], Awaitable[Page[T]]],
    **facts: Any,
) -> Response[bytes]:
    """Returns the page of a list, or its filters with the reasons why a query string was refused."""
    sent = query_values(request)
    try:
        found = await find(sent, asked_window(request))
    except ValidationFailed as refusal:
        refused, links = form.refused(sent, refusal), page_links(request, None)
        return show_admin(
            request, template, status=UNPROCESSABLE, form=refused, found=NOTHING, links=links, asked={}, **facts
        )
    asked = {one.name: sent.text(one.name) for one in form.fields}
    filled, links = form.filled(**asked), page_links(request, found.next)
    return show_admin(request, template, form=filled, found=found, links=links, asked=asked, **facts)


def choice_of(sent: Submission, name: str, kind: Any) -> Any:
    """Returns the chosen member of an enum, None for any. Raises: ValidationFailed."""
    return sent.one_of(name, kind) if sent.text(name) else None
