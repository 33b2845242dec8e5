"""The pages of reports: the list, one report, and the decision on it."""

from collections.abc import Callable, Mapping

from litestar import Response
from litestar.response import Stream

from hushroom_domain.administration.queries import ReportRecord
from hushroom_domain.moderation.errors import ReportNotFound
from hushroom_domain.moderation.policy import NOTES
from hushroom_domain.moderation.state_machine import ReportAction, ReportStatus
from hushroom_domain.moderation.use_cases.decide_report import DecideReport
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import ReportId
from hushroom_domain.shared.paging import Page, Window
from hushroom_http.pages.administration.downloads import csv_file, time_in_file
from hushroom_http.pages.administration.lists import choice_of, show_list
from hushroom_http.pages.administration.names import ANY, options_of
from hushroom_http.pages.administration.showing import show_admin, show_admin_refused
from hushroom_http.pages.administration.trail import trail_of
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, Submission, query_values, submission
from hushroom_http.pages.rendering import see_other
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

FILTERS = Form((
    Field(
        name="status", label=N_("State"), kind="select", options=(ANY, *options_of(ReportStatus)), is_required=False
    ),
))  # fmt: skip
COLUMNS: Mapping[str, Callable[[ReportRecord], object]] = {
    "id": lambda record: record.report.id,
    "status": lambda record: record.report.status,
    "reason": lambda record: record.report.reason,
    "description": lambda record: record.report.description,
    "reporterEmail": lambda record: record.reporter.email,
    "reportedEmail": lambda record: record.reported.email,
    "sessionId": lambda record: record.report.session_id,
    "createdAt": lambda record: time_in_file(record.report.created_at),
    "resolvedAt": lambda record: time_in_file(record.report.resolved_at),
}
DECISION = Form((
    Field(
        name="action",
        label=N_("Decision"),
        kind="radios",
        options=(
            Option(ReportAction.RESOLVE.value, N_("Resolve"), N_("The report is justified, and it was acted upon.")),
            Option(ReportAction.DISMISS.value, N_("Dismiss"), N_("Nothing has to be done.")),
        ),
    ),
    Field(
        name="adminNotes",
        label=N_("Notes"),
        kind="textarea",
        hint=N_("The person who filed the report can read them."),
        limit=NOTES,
        is_required=False,
    ),
))  # fmt: skip
FEW = Window(10)


@get("/admin/reports")
async def show_reports(request: WebRequest) -> Response[bytes]:
    """Returns the reports in a status, newest first."""

    async def find(sent: Submission, window: Window) -> Page[ReportRecord]:
        return await request.queries.admin.reports(window, choice_of(sent, "status", ReportStatus))

    return await show_list(request, "administration/reports.html", FILTERS, find)


@get("/admin/reports.csv")
async def download_reports(request: WebRequest) -> Stream:
    """Returns all reports that match the filters as CSV."""
    status = choice_of(query_values(request), "status", ReportStatus)
    return await csv_file(
        request, "reports", FILTERS, COLUMNS, lambda window: request.queries.admin.reports(window, status)
    )


@get("/admin/reports/{report_id:str}")
async def show_report(request: WebRequest, report_id: PathId) -> Response[bytes]:
    """Returns one report, the other reports about the person, and the acts on it."""
    record = await _record(request, report_id)
    others = (await request.queries.admin.reports(FEW, None, record.report.reported_user_id)).items
    return show_admin(
        request,
        "administration/report.html",
        record=record,
        is_open=_is_open(record),
        others=[one for one in others if one.report.id != record.report.id],
        trail=await trail_of(request, record.report.id),
    )


@get("/admin/reports/{report_id:str}/decision")
async def ask_decision(request: WebRequest, report_id: PathId) -> Response[bytes]:
    """Returns the form of the decision, which says what each one changes."""
    record = await _record(request, report_id)
    return show_admin(request, "administration/decide.html", form=DECISION, record=record, is_open=_is_open(record))


@post("/admin/reports/{report_id:str}/decision", status_code=200)
async def decide(request: WebRequest, report_id: PathId) -> Response[bytes]:
    """Resolves or dismisses a report."""
    record, sent = await _record(request, report_id), await submission(request)
    found = record.report.id
    try:
        command = DecideReport.Command(
            admin_id=request.viewer.user_id,
            report_id=found,
            action=sent.one_of("action", ReportAction),
            notes=sent.optional("adminNotes"),
        )
        await request.application.moderation.decide(command)
    except DomainError as refusal:
        facts = {"record": record, "is_open": _is_open(record)}
        return show_admin_refused(
            request, "administration/decide.html", form=DECISION, sent=sent, refusal=refusal, **facts
        )
    return see_other(f"/admin/reports/{found}", done="decided")


async def _record(request: WebRequest, report_id: str) -> ReportRecord:
    record = await request.queries.admin.report(ReportId(id_in_path(report_id, ReportNotFound)))
    if record is None:
        raise ReportNotFound
    return record


def _is_open(record: ReportRecord) -> bool:
    return record.report.status is ReportStatus.PENDING


HANDLERS = (show_reports, download_reports, show_report, ask_decision, decide)
