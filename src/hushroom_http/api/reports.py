"""Reports of abuse, for people to judge."""

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_http.answers.reports import ReportAnswer, report_answer
from hushroom_http.auth import signed_in
from hushroom_http.bodies import Body
from hushroom_http.documentation import TOKEN, with_body
from hushroom_http.fields import Account, Complaint, Id
from hushroom_http.request import Asked
from hushroom_http.routing import post


class NewReport(Body):
    """The session is one that the reporter took part in."""

    reported_user_id: Id
    reason: Complaint
    description: Account
    session_id: Id | None = None


@post("/", summary="Report somebody", responses=with_body(401, 404))
async def file(request: Asked, data: JSONBody[NewReport]) -> ReportAnswer:
    """Nobody but its reporter and administrators ever sees a report."""
    command = FileReport.Command(
        reporter_id=request.viewer.user_id,
        reported_user_id=UserId(data.reported_user_id),
        reason=data.reason,
        description=data.description,
        session_id=SessionId(data.session_id) if data.session_id else None,
    )
    return report_answer(await request.application.moderation.report(command))


def routes() -> Router:
    return Router("/reports", route_handlers=[file], guards=[signed_in], security=TOKEN, tags=["reports"])
