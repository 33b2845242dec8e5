"""The pages of payments: the list, one payment, the capture and the refund."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid5

from litestar import Response
from litestar.response import Stream

from hushroom_domain.administration.queries import PaymentRecord
from hushroom_domain.payments.errors import PaymentNotFound
from hushroom_domain.payments.model import Payment, Refund, RefundReason, RefundStatus
from hushroom_domain.payments.policy import REFUND
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.payments.use_cases.capture_payment import CapturePayment
from hushroom_domain.payments.use_cases.refund_payment import RefundPayment
from hushroom_domain.shared.errors import DomainError, FieldProblem, ValidationFailed, raise_for_fields
from hushroom_domain.shared.ids import PaymentId, RefundId
from hushroom_domain.shared.money import ZERO, Money
from hushroom_domain.shared.paging import Page, Window
from hushroom_http.pages.administration.downloads import csv_file, time_in_file
from hushroom_http.pages.administration.lists import choice_of, show_list
from hushroom_http.pages.administration.names import ANY, options_of
from hushroom_http.pages.administration.showing import show_admin, show_admin_refused
from hushroom_http.pages.administration.trail import trail_of
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, Submission, query_values, submission
from hushroom_http.pages.guards import reader_of
from hushroom_http.pages.rendering import UNPROCESSABLE, see_other
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

FILTERS = Form((
    Field(
        name="status", label=N_("State"), kind="select", options=(ANY, *options_of(PaymentStatus)), is_required=False
    ),
))  # fmt: skip
COLUMNS: Mapping[str, Callable[[PaymentRecord], object]] = {
    "id": lambda record: record.payment.id,
    "sessionId": lambda record: record.session.id,
    "status": lambda record: record.payment.status,
    "currency": lambda record: record.payment.amount.currency,
    "amount": lambda record: record.payment.amount,
    "captured": lambda record: record.payment.captured,
    "refunded": lambda record: record.payment.refunded,
    "seekerEmail": lambda record: record.seeker.email,
    "companionEmail": lambda record: record.companion_user.email if record.companion_user else None,
    "createdAt": lambda record: time_in_file(record.payment.created_at),
}
REFUND_FORM = Form((
    Field(name="amount", label=N_("Amount in euros"), hint=N_("With a point or a comma before the cents.")),
    Field(name="reason", label=N_("Reason"), kind="radios", options=options_of(RefundReason)),
))  # fmt: skip
CAPTURE_FORM = Form(())
REFUNDABLE = frozenset({PaymentStatus.CAPTURED, PaymentStatus.PARTIALLY_REFUNDED})


@get("/admin/payments")
async def show_payments(request: WebRequest) -> Response[bytes]:
    """Returns the payments in a status, newest first."""

    async def find(sent: Submission, window: Window) -> Page[PaymentRecord]:
        return await request.queries.admin.payments(window, choice_of(sent, "status", PaymentStatus))

    return await show_list(request, "administration/payments.html", FILTERS, find)


@get("/admin/payments.csv")
async def download_payments(request: WebRequest) -> Stream:
    """Returns all payments that match the filters as CSV."""
    status = choice_of(query_values(request), "status", PaymentStatus)
    return await csv_file(
        request, "payments", FILTERS, COLUMNS, lambda window: request.queries.admin.payments(window, status)
    )


@get("/admin/payments/{payment_id:str}")
async def show_payment(request: WebRequest, payment_id: PathId) -> Response[bytes]:
    """Returns one payment with its refunds, the acts on it, and what can be done."""
    record = await _record(request, payment_id)
    refunds = await request.queries.admin.refunds(record.payment.id)
    return show_admin(
        request,
        "administration/payment.html",
        record=record,
        refunds=refunds,
        left=_left(record.payment, refunds),
        trail=await trail_of(request, record.payment.id),
    )


@get("/admin/payments/{payment_id:str}/capture")
async def ask_capture(request: WebRequest, payment_id: PathId) -> Response[bytes]:
    """Returns the page that says what will be taken."""
    return show_admin(
        request, "administration/capture.html", form=CAPTURE_FORM, record=await _record(request, payment_id)
    )


@post("/admin/payments/{payment_id:str}/capture", status_code=200)
async def capture(request: WebRequest, payment_id: PathId) -> Response[bytes]:
    """Takes the money for a session that is over."""
    record, sent = await _record(request, payment_id), await submission(request)
    try:
        command = CapturePayment.Command(record.payment.id, request.viewer, reader_of(request).sign_in_id)
        await request.application.payments.capture(command)
    except DomainError as refusal:
        return show_admin_refused(
            request, "administration/capture.html", form=CAPTURE_FORM, sent=sent, refusal=refusal, record=record
        )
    return see_other(f"/admin/payments/{record.payment.id}", done="taken")


@get("/admin/payments/{payment_id:str}/refund")
async def ask_refund(request: WebRequest, payment_id: PathId) -> Response[bytes]:
    """Returns the form of a refund; with an amount and a reason in the address, the page that asks to confirm them."""
    facts, sent = await _refund_facts(request, payment_id), query_values(request)
    if not sent.has("amount"):
        whole = str(facts["left"]) if facts["left"] else ""
        return show_admin(request, "administration/refund.html", form=REFUND_FORM.filled(amount=whole), **facts)
    try:
        amount, reason = _wanted(sent)
    except ValidationFailed as refusal:
        form = REFUND_FORM.refused(sent, refusal)
        return show_admin(request, "administration/refund.html", status=UNPROCESSABLE, form=form, **facts)
    return show_admin(request, "administration/refund_confirm.html", amount=amount, reason=reason, **facts)


@post("/admin/payments/{payment_id:str}/refund", status_code=200)
async def refund(request: WebRequest, payment_id: PathId) -> Response[bytes]:
    """Refunds a part of a payment; the same form sent twice is one refund."""
    facts, sent = await _refund_facts(request, payment_id), await submission(request)
    found = facts["record"].payment.id
    try:
        await require_within(request, "payments_refund")
        amount, reason = _wanted(sent)
        command = RefundPayment.Command(
            payment_id=found,
            amount=amount,
            reason=reason,
            admin_id=request.viewer.user_id,
            sign_in_id=reader_of(request).sign_in_id,
            refund_id=RefundId(uuid5(found, sent.id)) if sent.id else None,
        )
        await request.application.payments.refund(command)
    except DomainError as refusal:
        return show_admin_refused(
            request, "administration/refund.html", form=REFUND_FORM, sent=sent, refusal=refusal, **facts
        )
    return see_other(f"/admin/payments/{found}", done="refunded")


def _wanted(sent: Submission) -> tuple[Money, RefundReason]:
    """Returns the amount and the reason of a refund, after all that is wrong with both. Raises: ValidationFailed."""
    problems: list[FieldProblem] = []
    for read in (lambda: sent.money("amount"), lambda: sent.one_of("reason", RefundReason)):
        try:
            read()
        except ValidationFailed as refusal:
            problems += refusal.problems
    raise_for_fields(*problems)
    amount = sent.money("amount")
    raise_for_fields(REFUND.problem("amount", amount))
    return amount, sent.one_of("reason", RefundReason)


async def _refund_facts(request: WebRequest, payment_id: str) -> dict[str, Any]:
    record = await _record(request, payment_id)
    refunds = await request.queries.admin.refunds(record.payment.id)
    return {"record": record, "left": _left(record.payment, refunds)}


def _left(payment: Payment, refunds: tuple[Refund, ...]) -> Money:
    """Returns the amount that can still be paid back; nothing of a payment that was not taken."""
    if payment.status not in REFUNDABLE:
        return ZERO
    asked = (one.amount for one in refunds if one.status is not RefundStatus.FAILED)
    return payment.refundable(sum(asked, start=ZERO))


async def _record(request: WebRequest, payment_id: str) -> PaymentRecord:
    record = await request.queries.admin.payment(PaymentId(id_in_path(payment_id, PaymentNotFound)))
    if record is None:
        raise PaymentNotFound
    return record


HANDLERS = (show_payments, download_payments, show_payment, ask_capture, capture, ask_refund, refund)
