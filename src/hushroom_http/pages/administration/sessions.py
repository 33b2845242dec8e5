"""The pages of sessions as administrators see them: the list, and one session."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from attrs import frozen
from litestar import Response
from litestar.response import Stream

from hushroom_domain.administration.queries import SessionRecord
from hushroom_domain.identity.queries import Contact
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.paging import Page, Window
from hushroom_http.pages.administration.downloads import csv_file, time_in_file
from hushroom_http.pages.administration.lists import choice_of, show_list
from hushroom_http.pages.administration.names import ANY, options_of
from hushroom_http.pages.administration.showing import show_admin
from hushroom_http.pages.administration.trail import trail_of
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, Submission, query_values
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

FILTERS = Form((
    Field(
        name="status", label=N_("State"), kind="select", options=(ANY, *options_of(SessionStatus)), is_required=False
    ),
))  # fmt: skip
COLUMNS: Mapping[str, Callable[[SessionRecord], object]] = {
    "id": lambda record: record.view.session.id,
    "type": lambda record: record.view.session.type,
    "status": lambda record: record.view.session.status,
    "goal": lambda record: record.view.goal.title if record.view.goal else None,
    "seekerEmail": lambda record: record.seeker.email,
    "companionEmail": lambda record: record.companion_user.email if record.companion_user else None,
    "plannedMinutes": lambda record: record.view.session.planned_minutes,
    "scheduledAt": lambda record: time_in_file(record.view.session.scheduled_at),
    "createdAt": lambda record: time_in_file(record.view.session.created_at),
}


@frozen
class Participant:
    """A person of a session, with the English name of the role."""

    contact: Contact
    role: str


@frozen
class SessionMoment:
    """One moment of a session; its English name is translated when shown."""

    name: str
    at: datetime


@get("/admin/sessions")
async def show_sessions(request: WebRequest) -> Response[bytes]:
    """Returns the sessions in a status, newest first."""

    async def find(sent: Submission, window: Window) -> Page[SessionRecord]:
        return await request.queries.admin.sessions(window, choice_of(sent, "status", SessionStatus))

    return await show_list(request, "administration/sessions.html", FILTERS, find, names_of=names_of)


@get("/admin/sessions.csv")
async def download_sessions(request: WebRequest) -> Stream:
    """Returns all sessions that match the filters as CSV."""
    status = choice_of(query_values(request), "status", SessionStatus)
    return await csv_file(
        request, "sessions", FILTERS, COLUMNS, lambda window: request.queries.admin.sessions(window, status)
    )


@get("/admin/sessions/{session_id:str}")
async def show_session(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns one session with its people, goal, contract, payment and the acts on it."""
    record = await request.queries.admin.session(SessionId(id_in_path(session_id, SessionNotFound)))
    if record is None:
        raise SessionNotFound
    session = record.view.session
    return show_admin(
        request,
        "administration/session.html",
        record=record,
        people=participants_of(record),
        steps=sorted(_steps(session), key=lambda step: step.at),
        payment=await request.queries.payments.of_session(session.id),
        trail=await trail_of(request, session.id),
    )


def participants_of(record: SessionRecord) -> tuple[Participant, ...]:
    """Returns the people of a session, the one who booked it first."""
    companion = record.companion_user
    others = (Participant(companion, N_("Companion")),) if companion else ()
    return (Participant(record.seeker, N_("Seeker")), *others)


def names_of(record: SessionRecord) -> tuple[str, ...]:
    """Returns the names of the people of a session, or their addresses."""
    return tuple(one.contact.display_name or one.contact.email for one in participants_of(record))


def _steps(session: Session) -> Iterator[SessionMoment]:
    """Yields the moments of a session that are known."""
    moments = (
        (N_("Booked"), session.created_at),
        (N_("Companion chosen"), session.matched_at),
        (N_("Seeker ready"), session.seeker_ready_at),
        (N_("Companion ready"), session.companion_ready_at),
        (N_("Began"), session.started_at),
        (N_("Paused"), session.paused_at),
        (N_("Ended"), session.ended_at),
    )
    return (SessionMoment(name, at) for name, at in moments if at is not None)


HANDLERS = (show_sessions, download_sessions, show_session)
