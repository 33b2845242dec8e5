"""The appointment of a session as a file for calendars."""

from litestar import Response, Router

from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.queries import SessionSummary
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.former_members import FORMER_MEMBER
from hushroom_domain.shared.ids import SessionId
from hushroom_http.pages.context import language_for
from hushroom_http.pages.guards import reader_of, require_reader
from hushroom_http.pages.rendering import PERSONAL
from hushroom_http.pages.sessions.icalendar import MEDIA_TYPE, CalendarEvent, EventStatus, written
from hushroom_http.pages.sessions.texts import TYPES
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get

OPEN_TO_CHANGE = frozenset({SessionStatus.PENDING_MATCH, SessionStatus.MATCHED})
"""The statuses in which nothing is paid, so that the appointment is not certain."""
CALLED_OFF = frozenset({SessionStatus.CANCELLED, SessionStatus.ABANDONED})
ALONE = N_("%(type)s: a session on Hushroom")
TOGETHER = N_("%(type)s with %(names)s")


@get("/sessions/{session_id:str}/calendar.ics", guards=[require_reader])
async def show_appointment(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the appointment of one of the reader's sessions; a session without a time has none."""
    wanted = SessionId(id_in_path(session_id, SessionNotFound))
    summary = await request.queries.sessions.in_full(wanted, request.viewer.user_id)
    if summary is None or summary.session.scheduled_at is None:
        raise SessionNotFound
    headers = {
        "Content-Disposition": f'attachment; filename="hushroom-{wanted}.ics"',
        "Cache-Control": PERSONAL,
    }
    return Response(written(_event(request, summary)), media_type=MEDIA_TYPE, headers=headers)


def _event(request: WebRequest, summary: SessionSummary) -> CalendarEvent:
    session = summary.session
    assert session.scheduled_at is not None
    address = f"{request.platform.settings.http.public_url}/sessions/{session.id}"
    status = _status(session.status)
    return CalendarEvent(
        uid=f"session-{session.id}@hushroom",
        sequence=list(EventStatus).index(status),
        status=status,
        changed_at=session.updated_at,
        start=session.scheduled_at,
        minutes=session.planned_minutes,
        summary=_title(request, summary),
        description=address,
        url=address,
    )


def _status(status: SessionStatus) -> EventStatus:
    if status in CALLED_OFF:
        return EventStatus.CANCELLED
    return EventStatus.TENTATIVE if status in OPEN_TO_CHANGE else EventStatus.CONFIRMED


def _title(request: WebRequest, summary: SessionSummary) -> str:
    """Returns the type of the session and the names of the other participants, in the reader's language."""
    words = language_for(request, reader_of(request)).catalogue
    names = (one.person.display_name for one in summary.others(request.viewer.user_id))
    others = [words.gettext(name) if name == FORMER_MEMBER else name for name in names if name]
    facts = {"type": words.gettext(TYPES[summary.session.type]), "names": ", ".join(others)}
    return words.gettext(TOGETHER if others else ALONE) % facts


def routes() -> Router:
    return Router("/", route_handlers=[show_appointment], include_in_schema=False)
