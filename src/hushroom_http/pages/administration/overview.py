"""The first page of administrators: what waits for a decision, and the platform in numbers."""

from datetime import timedelta

from litestar import Response

from hushroom_domain.administration.model import Statistics
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.shared.paging import Window
from hushroom_http.pages.administration.showing import show_admin
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get
from hushroom_http.server.ttl_cache import TtlCache

LATE = timedelta(hours=1)
"""Time after which a payment or a refund that the provider has not answered is late."""
FIRST = Window(5)


@get("/admin")
async def show_overview(request: WebRequest) -> Response[bytes]:
    """Returns the page of what needs an administrator first."""
    admin, before = request.queries.admin, request.platform.clock.now() - LATE
    remembered: TtlCache[Statistics] = request.app.state.statistics
    return show_admin(
        request,
        "administration/overview.html",
        waiting=await admin.waiting(before),
        applications=(await request.queries.companions.pending(FIRST)).items,
        reports=(await admin.reports(FIRST, ReportStatus.PENDING)).items,
        late=await admin.late_payments(before, FIRST.take),
        statistics=await remembered.get(request.application, admin.statistics),
    )
