"""Paying for a session: what is held and when it is taken, the way to the provider's page, and the way back."""

from contextlib import suppress
from typing import Any

from litestar import Response, Router

from hushroom_domain.payments.errors import AlreadyPaid
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.rules.commission import price
from hushroom_domain.payments.state_machine import LIVE, PaymentStatus
from hushroom_domain.payments.use_cases.open_payment_page import OpenPaymentPage
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.errors import DomainError, Unavailable
from hushroom_domain.shared.money import Money
from hushroom_http.pages.forms import NO_FIELDS, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.payments.waiting import PaymentWait
from hushroom_http.pages.policy import PagePolicy
from hushroom_http.pages.rendering import context_of, see_other, show, show_refused
from hushroom_http.pages.sessions.payment_texts import BACK
from hushroom_http.pages.sessions.steps import DONE, PAYMENT, OwnSession, own_session
from hushroom_http.pages.sessions.texts import TYPES
from hushroom_http.server.path_params import PathId
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

TEMPLATE = "payments/pay.html"
PAYABLE = frozenset({SessionStatus.MATCHED})
PAID = frozenset({SessionStatus.PAYMENT_AUTHORIZED, SessionStatus.READY})
RETURNED = "paid"
"""The value of `back` in the address of a payer who comes from the provider's page after paying."""


@get("/sessions/{session_id:str}/payment", guards=[require_reader])
async def show_payment(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the page that says what is held and when it is taken; a payer who has paid is led on."""
    own = await own_session(request, session_id)
    payment = await _payment(request, own)
    back = request.query_params.get("back", "")
    if back and own.is_seekers and payment is not None and payment.status is PaymentStatus.PENDING:
        own, payment = await _looked_at(request, session_id, payment)
    if own.is_seekers and own.summary.session.status in PAID:
        return see_other(own.path + DONE)
    if not _is_payable(own):
        return own.onward
    if back == RETURNED and payment is not None and payment.status is PaymentStatus.PENDING:
        return _waiting(request, own)
    return show(request, TEMPLATE, policy=_policy(request), **_facts(own, back))


@post("/sessions/{session_id:str}/payment", guards=[require_reader])
async def pay(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Opens the provider's page and leads there."""
    own = await own_session(request, session_id)
    if not _is_payable(own):
        return own.onward
    command = OpenPaymentPage.Command(
        user_id=request.viewer.user_id,
        session_id=own.summary.session.id,
        language=context_of(request).language.code,
    )
    try:
        await require_within(request, "payments_authorize")
        payment = await request.application.payments.open_page(command)
    except AlreadyPaid:
        return see_other(own.path + PAYMENT, back=RETURNED)
    except DomainError as refusal:
        sent, facts = await submission(request), _facts(own, "")
        return show_refused(
            request, TEMPLATE, form=NO_FIELDS, sent=sent, refusal=refusal, policy=_policy(request), **facts
        )
    assert payment.page_url is not None
    return see_other(payment.page_url)


@get("/sessions/{session_id:str}/done", guards=[require_reader])
async def show_done(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the end of a booking: the hour is kept, and what comes next."""
    own = await own_session(request, session_id)
    if not own.is_seekers or own.summary.session.status not in PAID:
        return own.onward
    others = tuple(one.person.display_name or "" for one in own.summary.others(request.viewer.user_id))
    payment = await _payment(request, own)
    return show(request, "payments/done.html", own=own, others=others, payment=payment, types=TYPES)


def routes() -> Router:
    return Router("/", route_handlers=[show_payment, pay, show_done], include_in_schema=False)


def _is_payable(own: OwnSession) -> bool:
    return own.is_seekers and own.summary.session.status in PAYABLE


async def _payment(request: WebRequest, own: OwnSession) -> Payment | None:
    """Returns the session's live payment."""
    found = await request.queries.payments.of_session(own.summary.session.id)
    return found if found is not None and found.status in LIVE else None


async def _looked_at(request: WebRequest, session_id: str, payment: Payment) -> tuple[OwnSession, Payment | None]:
    """Looks at the provider for a payer who comes back; a provider that is away is asked again by the sweep."""
    with suppress(Unavailable):
        await request.application.payments.reconcile(payment.id)
    own = await own_session(request, session_id)
    return own, await _payment(request, own)


def _waiting(request: WebRequest, own: OwnSession) -> Response[bytes]:
    """Returns the page of a payment that is not confirmed yet, which opens itself again for a while."""
    wait = PaymentWait.of(request.query_params.get("until", ""), request.platform.clock.now())
    answer = show(request, TEMPLATE, policy=_policy(request), **_facts(own, "", wait))
    if wait.goes_on:
        answer.headers["Refresh"] = wait.refresh(own.path + PAYMENT)
    return answer


def _facts(own: OwnSession, back: str, wait: PaymentWait | None = None) -> dict[str, Any]:
    session = own.summary.session
    words = BACK.get(back)
    return {"own": own, "session": session, "amount": _amount(own), "words": words, "wait": wait, "types": TYPES}


def _amount(own: OwnSession) -> Money | None:
    session = own.summary.session
    return price(session.agreed_rate, session.planned_minutes) if session.agreed_rate else None


def _policy(request: WebRequest) -> PagePolicy:
    """Allows the redirect of the form to the provider's page."""
    return PagePolicy(forms=(request.platform.settings.http.payment_page,))
