"""The first step of a booking: the kind of session, how long, and when."""

from datetime import datetime

from attrs import evolve
from litestar import Response, Router

from hushroom_domain.contracts.model import SessionType
from hushroom_domain.sessions.policy import DEFAULT_PLANNED_MINUTES
from hushroom_domain.sessions.use_cases.book_session import BookSession
from hushroom_domain.shared.errors import DomainError
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, Submission, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.rendering import context_of, see_other, show, show_refused
from hushroom_http.pages.sessions.texts import ABOUT_TYPES, TYPES
from hushroom_http.pages.translations import N_
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

TEMPLATE = "sessions/new.html"
MINUTES = (15, 30, 45, 60, 90, 120)
TYPE = Field(
    name="type",
    label=N_("Kind of session"),
    kind="radios",
    options=tuple(Option(one.value, TYPES[one], ABOUT_TYPES[one]) for one in SessionType),
)
LENGTH = Field(name="plannedDuration", label=N_("How long"), kind="select")
WHEN = Field(name="scheduledAt", label=N_("Day and time"), kind="datetime-local", is_required=False)
EMPTY_HINT = N_("Leave it empty to begin as soon as you are both there. Times are in %(zone)s.")


@get("/sessions/new", guards=[require_reader])
async def show_booking(request: WebRequest) -> Response[bytes]:
    """Returns the form of a new session."""
    form = _form(request).filled(plannedDuration=str(DEFAULT_PLANNED_MINUTES))
    return show(request, TEMPLATE, form=form)


@post("/sessions/new", guards=[require_reader])
async def book(request: WebRequest) -> Response[bytes]:
    """Books a session, which can be continued later, and leads to its goal."""
    sent = await submission(request)
    try:
        session = await request.application.sessions.book(_command(request, sent))
    except DomainError as refusal:
        return show_refused(request, TEMPLATE, form=_form(request), sent=sent, refusal=refusal)
    return see_other(f"/sessions/{session.id}/goal")


def routes() -> Router:
    return Router("/", route_handlers=[show_booking, book], include_in_schema=False)


def _form(request: WebRequest) -> Form:
    """Returns the form with lengths in the reader's language and the name of the reader's zone."""
    page = context_of(request)
    lengths = tuple(Option(str(count), page.minutes(count), is_translated=False) for count in MINUTES)
    hint = page.language.catalogue.gettext(EMPTY_HINT) % {"zone": page.zone_name}
    return Form((TYPE, evolve(LENGTH, options=lengths), evolve(WHEN, hint=hint)))


def _command(request: WebRequest, sent: Submission) -> BookSession.Command:
    return BookSession.Command(
        seeker_id=request.viewer.user_id,
        type=sent.one_of("type", SessionType),
        planned_minutes=sent.number("plannedDuration"),
        scheduled_at=_scheduled_at(request, sent),
    )


def _scheduled_at(request: WebRequest, sent: Submission) -> datetime | None:
    return sent.moment("scheduledAt", context_of(request).zone) if sent.text("scheduledAt") else None
