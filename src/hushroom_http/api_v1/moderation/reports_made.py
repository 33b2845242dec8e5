"""The abuse reports that a user made."""

from typing import Annotated

from litestar import Router

from hushroom_domain.moderation.policy import LISTED
from hushroom_domain.moderation.queries import FiledReport
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_domain.shared.paging import Window
from hushroom_http.api_v1.cursors import CURSOR, NEXT, tell_next
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.identity.person_responses import PersonAnswer, person_answer
from hushroom_http.api_v1.openapi import TOKEN, refusals
from hushroom_http.api_v1.query_params import DEFAULT_LIMIT, bounded
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of
from hushroom_http.api_v1.routing import get
from hushroom_http.inputs.cursors import BY_AGE, position_in
from hushroom_http.server.guards import require_user


class ReportMadeAnswer(Answer):
    """A report as its reporter reads it, with the reported person and without the notes of administrators."""

    id: Id
    reported_user: PersonAnswer
    session_id: Id | None
    reason: str
    description: str
    status: Annotated[str, member_of(ReportStatus)]
    resolved_at: Time | None
    created_at: Time


def report_made_answer(filed: FiledReport) -> ReportMadeAnswer:
    report = filed.report
    return ReportMadeAnswer(
        id=report.id,
        reported_user=person_answer(filed.reported),
        session_id=report.session_id,
        reason=report.reason,
        description=report.description,
        status=report.status,
        resolved_at=at(report.resolved_at),
        created_at=at(report.created_at),
    )


@get("/mine", summary="List the reports that I made", responses=refusals(401), response_headers=NEXT)
async def list_made(
    request: ApiRequest,
    cursor: Annotated[str | None, CURSOR] = None,
    limit: Annotated[int, bounded(LISTED)] = DEFAULT_LIMIT,
) -> list[ReportMadeAnswer]:
    """Returns the abuse reports that the caller made, newest first."""
    window = Window(limit, after=position_in(cursor, BY_AGE))
    found = await request.queries.moderation.filed_by(request.viewer.user_id, window)
    tell_next(request.scope, found.next)
    return [report_made_answer(filed) for filed in found.items]


def routes() -> Router:
    return Router("/abuse-reports", route_handlers=[list_made], guards=[require_user], security=TOKEN, tags=["reports"])
