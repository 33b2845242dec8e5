"""Pending payments that somebody reads: a look at the provider is asked for, and the answer does not wait for it."""

import structlog

from hushroom_domain.shared.errors import Unavailable
from hushroom_domain.shared.ids import PaymentId
from hushroom_http.api_v1.request import ApiRequest

log = structlog.get_logger(__name__)


async def request_status_check(request: ApiRequest, payment_id: PaymentId) -> None:
    """Asks for a look at a pending payment; when that cannot be written down now, the sweep of payments looks later."""
    try:
        await request.application.payments.request_status_check(payment_id)
    except Unavailable as refusal:
        log.warning("no look asked for", reason=refusal.code)
