"""Abuse reports."""

from typing import Annotated

from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.state_machine import ReportStatus
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.response_page import PageAnswer
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of


class ReportAnswer(Answer):
    """An abuse report, for its reporter and administrators."""

    id: Id
    reporter_id: Id
    reported_user_id: Id
    session_id: Id | None
    reason: str
    description: str
    status: Annotated[str, member_of(ReportStatus)]
    admin_notes: str | None
    resolved_at: Time | None
    created_at: Time


class ReportPage(PageAnswer):
    reports: list[ReportAnswer]


def report_answer(report: AbuseReport) -> ReportAnswer:
    return ReportAnswer(
        id=report.id,
        reporter_id=report.reporter_id,
        reported_user_id=report.reported_user_id,
        session_id=report.session_id,
        reason=report.reason,
        description=report.description,
        status=report.status,
        admin_notes=report.admin_notes,
        resolved_at=at(report.resolved_at),
        created_at=at(report.created_at),
    )
