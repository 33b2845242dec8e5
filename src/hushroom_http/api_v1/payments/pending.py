"""Requests of a status check for pending payments that a client reads; the response does not wait for it."""

import structlog

from hushroom_domain.shared.errors import Unavailable
from hushroom_domain.shared.ids import PaymentId
from hushroom_http.api_v1.request import ApiRequest

log = structlog.get_logger(__name__)


async def request_status_check(request: ApiRequest, payment_id: PaymentId) -> None:
    """Requests a status check of a pending payment; if storing the request fails, the sweep checks later."""
    try:
        await request.application.payments.request_status_check(payment_id)
    except Unavailable as refusal:
        log.warning("no look asked for", reason=refusal.code)
