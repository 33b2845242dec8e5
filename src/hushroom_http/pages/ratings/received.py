"""The ratings that a companion received in public."""

from litestar import Response, Router

from hushroom_domain.shared.paging import Window
from hushroom_http.pages.companions.own import own_profile
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.paging import asked_window, page_links
from hushroom_http.pages.rendering import show
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

NONE_GIVEN = Window(1)
"""The ratings that the reader gave are not on this page."""


@get("/companion/reviews", guards=[require_reader])
async def show_reviews(request: WebRequest) -> Response[bytes]:
    """Returns the public ratings of the reader, newest first."""
    profile = await own_profile(request)
    found = await request.queries.ratings.of_user(request.viewer.user_id, NONE_GIVEN, asked_window(request))
    links = page_links(request, found.received.next)
    return show(request, "ratings/received.html", own=profile.companion, found=found.received.items, links=links)


def routes() -> Router:
    return Router("/", route_handlers=[show_reviews], include_in_schema=False)
