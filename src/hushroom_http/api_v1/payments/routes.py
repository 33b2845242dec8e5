"""Payments: authorization, capture, refunds, and a companion's earnings."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody
from msgspec import Meta

from hushroom_domain.identity.model import UserRole
from hushroom_domain.payments.errors import PaymentNotFound
from hushroom_domain.payments.model import RefundReason
from hushroom_domain.payments.policy import LISTED, REFUND
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.payments.use_cases.authorize_payment import AuthorizePayment
from hushroom_domain.payments.use_cases.capture_payment import CapturePayment
from hushroom_domain.payments.use_cases.open_payment_page import OpenPaymentPage
from hushroom_domain.payments.use_cases.refund_payment import RefundPayment
from hushroom_domain.shared.ids import PaymentId, RefundId, SessionId
from hushroom_domain.shared.paging import Window
from hushroom_http.api_v1.cursors import CURSOR, NEXT, tell_next
from hushroom_http.api_v1.idempotency import KEYED
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_key
from hushroom_http.api_v1.payments.paid_session_responses import (
    EarningsAnswer,
    PaymentWithSession,
    earnings_answer,
    payment_with_session_answer,
)
from hushroom_http.api_v1.payments.pending import request_status_check
from hushroom_http.api_v1.payments.responses import (
    CheckoutAnswer,
    PayablePaymentAnswer,
    PaymentAnswer,
    checkout_answer,
    payable_payment_answer,
    payment_answer,
)
from hushroom_http.api_v1.query_params import bounded
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer
from hushroom_http.api_v1.routing import get, post
from hushroom_http.inputs.cursors import BY_AGE, position_in
from hushroom_http.inputs.field_types import Id, MethodId, PageLanguage, money, priced
from hushroom_http.inputs.request_bodies import Body, Nothing, Refine
from hushroom_http.server.guards import claimant_of, require_role, require_user
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.rate_limits import limited


class Authorization(Body):
    """Without a payment method the payer finishes the payment in the browser with `clientSecret`."""

    session_id: Id
    payment_method_id: MethodId | None = None


class Checkout(Body):
    """`language` is the one of the provider's page."""

    session_id: Id
    language: PageLanguage = "en"


class Refund(Body):
    """Without an amount the whole rest is refunded."""

    amount: Annotated[float, Meta(ge=0, examples=[7.5]), Refine(priced(REFUND))] | None = None
    reason: RefundReason | None = None


class Link(Answer):
    url: str


@post(
    "/authorize",
    summary="Hold the price of a session",
    guards=[limited("payments_authorize"), require_user],
    security=TOKEN,
    responses=with_key(401, 403, 404),
    **KEYED,
)
async def authorize(request: ApiRequest, data: JSONBody[Authorization]) -> PayablePaymentAnswer:
    """Holds the price of a matched session for its owner; PENDING until the provider holds the money."""
    command = AuthorizePayment.Command(
        user_id=request.viewer.user_id,
        session_id=SessionId(data.session_id),
        method_id=data.payment_method_id,
        is_repeat=request.is_repeat,
    )
    return payable_payment_answer(await request.application.payments.authorize(command))


@post(
    "/checkout",
    summary="Open the provider's page that holds the price of a session",
    guards=[limited("payments_authorize"), require_user],
    security=TOKEN,
    responses=with_key(401, 403, 404),
    **KEYED,
)
async def checkout(request: ApiRequest, data: JSONBody[Checkout]) -> CheckoutAnswer:
    """Opens the page on which the owner of a matched session enters a card, or returns the page that is open."""
    command = OpenPaymentPage.Command(
        user_id=request.viewer.user_id,
        session_id=SessionId(data.session_id),
        language=data.language,
        is_repeat=request.is_repeat,
    )
    return checkout_answer(await request.application.payments.open_page(command))


@post(
    "/capture/{payment_id:str}",
    summary="Take the money for a session that is over",
    guards=[require_user],
    security=TOKEN,
    responses=with_key(401, 403, 404),
    **KEYED,
)
async def capture(request: ApiRequest, payment_id: PathId, data: JSONBody[Nothing]) -> PaymentAnswer:  # noqa: ARG001 - a bad body is refused
    """Captures a payment for the session's companion or an administrator; the platform also does so by itself.

    An administrator must have shown a second factor within ten minutes: `POST /auth/step-up`.
    """
    wanted = PaymentId(id_in_path(payment_id, PaymentNotFound))
    command = CapturePayment.Command(wanted, request.viewer, claimant_of(request).sign_in_id)
    return payment_answer(await request.application.payments.capture(command))


@get(
    "/",
    summary="List my payments",
    guards=[require_user],
    security=TOKEN,
    responses=refusals(401),
    response_headers=NEXT,
)
async def show_mine(
    request: ApiRequest,
    cursor: Annotated[str | None, CURSOR] = None,
    limit: Annotated[int, bounded(LISTED)] = LISTED.max,
) -> list[PaymentWithSession]:
    """Returns the payments that the caller made, newest first, each with its session."""
    user_id = request.viewer.user_id
    window = Window(limit, after=position_in(cursor, BY_AGE))
    found = await request.queries.payments.of_user(user_id, window)
    tell_next(request.scope, found.next)
    return [payment_with_session_answer(view, user_id) for view in found.items]


@get("/{payment_id:str}", summary="Show a payment", guards=[require_user], security=TOKEN, responses=refusals(401, 404))
async def show(request: ApiRequest, payment_id: PathId) -> PaymentWithSession:
    """Returns the payment with its session, to its payer, the session's companion and administrators."""
    wanted = PaymentId(id_in_path(payment_id, PaymentNotFound))
    view = await request.queries.payments.get(wanted, request.viewer)
    if view is None:
        raise PaymentNotFound
    if view.payment.status is PaymentStatus.PENDING:
        await request_status_check(request, view.payment.id)
    return payment_with_session_answer(view, request.viewer.user_id)


@post(
    "/{payment_id:str}/refund",
    summary="Give money back",
    guards=[limited("payments_refund"), require_role(UserRole.ADMIN)],
    security=TOKEN,
    responses=with_key(401, 403, 404),
    **KEYED,
)
async def refund(request: ApiRequest, payment_id: PathId, data: JSONBody[Refund]) -> PaymentAnswer:
    """Refunds a part of the captured amount, by an administrator; all parts together never exceed it.

    A second factor must have been shown within ten minutes: `POST /auth/step-up`.
    """
    claimant = claimant_of(request)
    command = RefundPayment.Command(
        payment_id=PaymentId(id_in_path(payment_id, PaymentNotFound)),
        amount=None if data.amount is None else money(data.amount),
        reason=data.reason,
        admin_id=claimant.user_id,
        sign_in_id=claimant.sign_in_id,
        refund_id=RefundId(request.effect_id) if request.effect_id else None,
    )
    return payment_answer(await request.application.payments.refund(command))


@post(
    "/companion/onboard",
    summary="Open an account at the payment provider",
    guards=[require_user],
    security=TOKEN,
    responses=with_key(401, 403, 404),
    **KEYED,
)
async def onboard(request: ApiRequest, data: JSONBody[Nothing]) -> Link:  # noqa: ARG001 - a bad body is refused
    """Returns a link to the provider's onboarding of the caller's companion, valid for minutes.

    A second factor must have been shown within ten minutes: `POST /auth/step-up`.
    """
    claimant = claimant_of(request)
    return Link(url=await request.application.payments.onboard(claimant.user_id, claimant.sign_in_id))


@get("/companion/earnings", summary="Show my earnings", guards=[require_user], security=TOKEN, responses=refusals(401))
async def earnings(request: ApiRequest) -> EarningsAnswer:
    """Returns the earnings of the caller's companion; zeros without a companion profile."""
    return earnings_answer(await request.queries.payments.earnings(request.viewer.user_id))


def routes() -> Router:
    handlers = [authorize, checkout, capture, show_mine, show, refund, onboard, earnings]
    return Router("/payments", route_handlers=handlers, tags=["payments"])
