"""The filing of abuse reports."""

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_http.api_v1.moderation.responses import ReportAnswer, report_answer
from hushroom_http.api_v1.openapi import TOKEN, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import post
from hushroom_http.inputs.field_types import Account, Complaint, Id
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.guards import require_user


class NewReport(Body):
    """The reporter has to be a participant of the session."""

    reported_user_id: Id
    reason: Complaint
    description: Account
    session_id: Id | None = None


@post("/", summary="Report somebody", responses=with_body(401, 404))
async def file(request: ApiRequest, data: JSONBody[NewReport]) -> ReportAnswer:
    """Files a report that only its reporter and administrators see."""
    command = FileReport.Command(
        reporter_id=request.viewer.user_id,
        reported_user_id=UserId(data.reported_user_id),
        reason=data.reason,
        description=data.description,
        session_id=SessionId(data.session_id) if data.session_id else None,
    )
    return report_answer(await request.application.moderation.report(command))


def routes() -> Router:
    return Router("/reports", route_handlers=[file], guards=[require_user], security=TOKEN, tags=["reports"])
