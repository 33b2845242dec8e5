"""The payments of a reader, and the receipt of each."""

from litestar import Response, Router

from hushroom_domain.payments.errors import PaymentNotFound
from hushroom_domain.payments.queries import PaymentView
from hushroom_domain.shared.ids import PaymentId
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.paging import asked_window, page_links
from hushroom_http.pages.rendering import show
from hushroom_http.pages.sessions.payment_texts import STATUSES
from hushroom_http.pages.sessions.texts import TYPES
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get


@get("/account/payments", guards=[require_reader], include_in_schema=False)
async def list_payments(request: WebRequest) -> Response[bytes]:
    """Returns the reader's payments, newest first."""
    found = await request.queries.payments.of_user(request.viewer.user_id, asked_window(request))
    links = page_links(request, found.next)
    return show(request, "payments/list.html", found=found.items, links=links, statuses=STATUSES, types=TYPES)


@get("/account/payments/{payment_id:str}", guards=[require_reader], include_in_schema=False)
async def show_receipt(request: WebRequest, payment_id: PathId) -> Response[bytes]:
    """Returns the receipt of one of the reader's payments."""
    view = await _own(request, payment_id)
    return show(request, "payments/receipt.html", view=view, statuses=STATUSES, types=TYPES)


async def _own(request: WebRequest, payment_id: str) -> PaymentView:
    wanted = PaymentId(id_in_path(payment_id, PaymentNotFound))
    view = await request.queries.payments.get(wanted, request.viewer)
    if view is None or view.payment.payer_id != request.viewer.user_id:
        raise PaymentNotFound
    return view


def routes() -> Router:
    return Router("/", route_handlers=[list_payments, show_receipt], include_in_schema=False)
