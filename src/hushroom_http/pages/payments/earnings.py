"""The earnings of a companion, and the account to which they are paid out."""

from http import HTTPStatus

from litestar import Response, Router

from hushroom_domain.payments.queries import Earned
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.errors import DomainError, ValidationFailed
from hushroom_domain.shared.paging import Slice
from hushroom_http.pages.companions.own import own_profile
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import NO_FIELDS, Form, query_values, submission
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.paging import asked_window, page_links
from hushroom_http.pages.rendering import UNPROCESSABLE, show, show_refused
from hushroom_http.pages.sessions.payment_texts import STATUSES
from hushroom_http.pages.sessions.texts import TYPES
from hushroom_http.pages.translations import N_
from hushroom_http.server.rate_limits import require_within
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PAYOUTS = "/companion/payouts"
TEMPLATE = "payments/payouts.html"
EXPIRED = "again"
"""The value of `onboarding` in the address to which the provider sends readers whose link has expired."""
LISTED = (
    Option("", N_("all of them")),
    *(Option(one.value, STATUSES[one]) for one in (PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED)),
)
FILTERS = Form((Field(name="status", label=N_("Sessions"), kind="select", options=LISTED, is_required=False),))


@get("/companion/earnings", guards=[require_reader])
async def show_earnings(request: WebRequest) -> Response[bytes]:
    """Returns the earnings: the sums, and one page of the sessions, each with price, fee and share."""
    profile, asked, user_id = await own_profile(request), query_values(request), request.viewer.user_id
    form, listed = FILTERS.filled(status=asked.text("status")), Slice[Earned]((), None)
    try:
        status = asked.one_of("status", PaymentStatus) if asked.text("status") else None
        listed = await request.queries.payments.earned(user_id, status, asked_window(request))
    except ValidationFailed as refusal:
        form = FILTERS.refused(asked, refusal)
    return show(
        request,
        "payments/earnings.html",
        status=UNPROCESSABLE if form.has_problems else HTTPStatus.OK,
        form=form,
        earnings=await request.queries.payments.earnings(user_id),
        earned=listed.items,
        links=page_links(request, listed.next),
        is_filtered=bool(asked.text("status")) or form.has_problems,
        statuses=STATUSES,
        types=TYPES,
        own=profile.companion,
    )


@get(PAYOUTS, guards=[require_reader])
async def show_payouts(request: WebRequest) -> Response[bytes]:
    """Returns the state of the account at the payment provider, which also sends readers back to this page."""
    profile = await own_profile(request)
    has_expired = request.query_params.get("onboarding") == EXPIRED
    return show(request, TEMPLATE, own=profile.companion, has_expired=has_expired, link="")


@post(PAYOUTS, guards=[require_reader])
async def open_onboarding(request: WebRequest) -> Response[bytes]:
    """Returns the page with a link to the provider's questions, which is valid for minutes."""
    sent = await submission(request)
    try:
        await require_within(request, "payments_authorize")
        reader = reader_of(request)
        link = await request.application.payments.onboard(reader.user_id, reader.sign_in_id)
    except DomainError as refusal:
        own = (await own_profile(request)).companion
        facts = {"own": own, "has_expired": False, "link": ""}
        return show_refused(request, TEMPLATE, form=NO_FIELDS, sent=sent, refusal=refusal, **facts)
    own = (await own_profile(request)).companion
    return show(request, TEMPLATE, own=own, has_expired=False, link=link)


def routes() -> Router:
    return Router("/", route_handlers=[show_earnings, show_payouts, open_onboarding], include_in_schema=False)
