"""The reports that a reader filed, and what became of them."""

from litestar import Response, Router

from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.moderation.filing import REASON_LABELS
from hushroom_http.pages.paging import asked_window, page_links
from hushroom_http.pages.rendering import show
from hushroom_http.pages.translations import N_
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

STATUSES = {
    ReportStatus.PENDING: N_("we are looking at it"),
    ReportStatus.RESOLVED: N_("we did something about it"),
    ReportStatus.DISMISSED: N_("looked at and closed"),
}


@get("/account/reports", guards=[require_reader])
async def list_filed(request: WebRequest) -> Response[bytes]:
    """Returns the reader's reports, newest first."""
    found = await request.queries.moderation.filed_by(request.viewer.user_id, asked_window(request))
    return show(
        request,
        "moderation/filed.html",
        found=found.items,
        links=page_links(request, found.next),
        statuses=STATUSES,
        reasons=REASON_LABELS,
    )


def routes() -> Router:
    return Router("/", route_handlers=[list_filed], include_in_schema=False)
