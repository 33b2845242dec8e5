"""The home of a seeker, and the lists of a reader's own sessions."""

from litestar import Response, Router

from hushroom_domain.ratings.policy import RATING_WINDOW
from hushroom_domain.sessions.queries import SessionScope
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.next_paths import HOME
from hushroom_http.pages.paging import asked_window, page_links
from hushroom_http.pages.rendering import show
from hushroom_http.pages.sessions.rows import session_rows
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

COMING_UP = 20
"""The number of sessions on the home page."""
AS_COMPANION = "companion"


@get(HOME, guards=[require_reader], include_in_schema=False)
async def show_home(request: WebRequest) -> Response[bytes]:
    """Returns the home page: the one next step, and the sessions that come up."""
    user_id, now = request.viewer.user_id, request.platform.clock.now()
    found = await request.queries.sessions.coming_up(user_id, None, now - RATING_WINDOW, COMING_UP)
    rows = session_rows(found, user_id, now)
    following = next((row for row in rows if row.step.is_ours), None)
    return show(request, "sessions/home.html", next=following, coming=rows)


@get("/sessions", guards=[require_reader], include_in_schema=False)
async def list_sessions(request: WebRequest) -> Response[bytes]:
    """Returns the reader's sessions; the address filters them."""
    user_id, now = request.viewer.user_id, request.platform.clock.now()
    as_companion = request.query_params.get("as") == AS_COMPANION
    role = ParticipantRole.COMPANION if as_companion else ParticipantRole.SEEKER
    scope = next((one for one in SessionScope if one == request.query_params.get("show")), None)
    found = await request.queries.sessions.summaries(user_id, role, scope, asked_window(request))
    return show(
        request,
        "sessions/list.html",
        found=session_rows(found.items, user_id, now),
        links=page_links(request, found.next),
        as_companion=as_companion,
        scope=scope or "",
    )


def routes() -> Router:
    return Router("/", route_handlers=[show_home, list_sessions], include_in_schema=False)
