"""The webhook of the payment provider."""

from litestar import post
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from hushroom_domain.payments.errors import NoticeNotSigned
from hushroom_http.server.request import WebRequest
from hushroom_http.webhooks.documentation import ErrorResponses
from hushroom_http.webhooks.signatures import signed_notice

PATH = "/payments/webhook"
SIGNATURE = "stripe-signature"


class Received(Struct):
    received: bool


def route(documented: ErrorResponses) -> HTTPRouteHandler:
    """Returns the route; `documented` gives the error responses that the OpenAPI document shows."""
    summary = "Receive a notice of the payment provider"
    return post(PATH, summary=summary, responses=documented(), tags=["payments"])(receive_notice)


async def receive_notice(request: WebRequest) -> Received:
    """Verifies the raw bytes and stores the notice once; a worker processes it."""
    notice = await signed_notice(request, SIGNATURE, request.platform.notices.read, NoticeNotSigned)
    await request.application.payments.receive_notice(notice)
    return Received(received=True)
