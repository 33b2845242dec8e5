"""The page on which a participant of a session reports another one."""

from collections.abc import Sequence
from uuid import UUID

from attrs import evolve
from litestar import Response, Router

from hushroom_domain.identity.queries import Person
from hushroom_domain.moderation.policy import REPORT_DESCRIPTION, REPORT_REASON
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.queries import SessionParticipant, SessionSummary
from hushroom_domain.shared.errors import DomainError, FieldProblem, ValidationFailed
from hushroom_domain.shared.former_members import FORMER_MEMBER
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, Submission, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.rendering import see_other, show, show_refused
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

TEMPLATE = "moderation/report.html"
ABOUT_PEOPLE = (
    Option("HARASSMENT", N_("Harassment or threats")),
    Option("INAPPROPRIATE", N_("Sexual or other words that did not belong there")),
    Option("DANGER", N_("I am worried about somebody's safety")),
    Option("OTHER", N_("Something else")),
)
"""The reasons to report a person with whom there was no session."""
REASONS = (
    *ABOUT_PEOPLE[:2],
    Option("AGREEMENT", N_("The agreement was broken on purpose")),
    Option("NO_SHOW", N_("Did not come, or left")),
    *ABOUT_PEOPLE[2:],
)
REASON_LABELS = {one.value: one.label for one in REASONS}
"""The names of the reasons that the pages offer; programs may send reasons in words of their own."""
NAMELESS = N_("A person without a name")
WHOM = Field(name="reportedUserId", label=N_("Whom is it about?"), kind="radios")
DESCRIPTION = Field(
    name="description",
    label=N_("What happened?"),
    kind="textarea",
    hint=N_("Only the people who run this site read it. The reported person does not learn who wrote it."),
    limit=REPORT_DESCRIPTION,
)


def reason_field(reasons: tuple[Option, ...]) -> Field:
    """Returns the field of a form that offers these reasons."""
    return Field(name="reason", label=N_("What is it about?"), kind="radios", limit=REPORT_REASON, options=reasons)


FIELDS = (reason_field(REASONS), DESCRIPTION)


@get("/sessions/{session_id:str}/report", guards=[require_reader], include_in_schema=False)
async def show_report(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the form of a report about another participant of the session."""
    summary = await _summary(request, session_id)
    return show(
        request, TEMPLATE, form=report_form(summary.others(request.viewer.user_id)), path=f"/sessions/{session_id}"
    )


@post("/sessions/{session_id:str}/report", guards=[require_reader], include_in_schema=False)
async def file_report(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Stores the report."""
    summary, sent = await _summary(request, session_id), await submission(request)
    form = report_form(summary.others(request.viewer.user_id))
    try:
        await request.application.moderation.report(_command(request, summary, form, sent))
    except DomainError as refusal:
        path = f"/sessions/{session_id}"
        return show_refused(request, TEMPLATE, form=form, sent=sent, refusal=refusal, path=path)
    return see_other("/account/reports", done="filed")


async def _summary(request: WebRequest, session_id: str) -> SessionSummary:
    wanted = SessionId(id_in_path(session_id, SessionNotFound))
    summary = await request.queries.sessions.in_full(wanted, request.viewer.user_id)
    if summary is None or not summary.others(request.viewer.user_id):
        raise SessionNotFound
    return summary


def report_form(others: Sequence[SessionParticipant]) -> Form:
    """Returns the form; it asks about whom it is if several people took part beside the reader."""
    if len(others) == 1:
        return Form(FIELDS)
    names = tuple(_option(one.person) for one in others)
    return Form((evolve(WHOM, options=names), *FIELDS))


def _option(person: Person) -> Option:
    """Returns the choice of a participant, with words that are translated for one without a name."""
    if person.display_name == FORMER_MEMBER:
        return Option(str(person.id), FORMER_MEMBER)
    if person.display_name:
        return Option(str(person.id), person.display_name, is_translated=False)
    return Option(str(person.id), NAMELESS)


def _command(request: WebRequest, summary: SessionSummary, form: Form, sent: Submission) -> FileReport.Command:
    return FileReport.Command(
        reporter_id=request.viewer.user_id,
        reported_user_id=_reported(request, summary, form, sent),
        reason=reason_of(sent, REASONS),
        description=sent.text("description"),
        session_id=summary.session.id,
    )


def reason_of(sent: Submission, reasons: Sequence[Option]) -> str:
    """Returns the chosen reason; an empty one is left to the command. Raises: ValidationFailed."""
    reason = sent.text("reason")
    if reason and reason not in {one.value for one in reasons}:
        problem = FieldProblem("reason", "is not one of the choices")
        raise ValidationFailed(problem.message, problems=(problem,))
    return reason


def _reported(request: WebRequest, summary: SessionSummary, form: Form, sent: Submission) -> UserId:
    """Returns the participant whom the report is about. Raises: ValidationFailed (no participant of the session)."""
    others = {one.person.id for one in summary.others(request.viewer.user_id)}
    if WHOM.name not in {one.name for one in form.fields}:
        return next(iter(others))
    chosen: UUID = sent.uuid(WHOM.name)
    if chosen not in others:
        problem = FieldProblem(WHOM.name, "is not one of the choices")
        raise ValidationFailed(problem.message, problems=(problem,))
    return UserId(chosen)


def routes() -> Router:
    return Router("/", route_handlers=[show_report, file_report], include_in_schema=False)
