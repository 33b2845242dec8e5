"""The routes of administrators."""

from typing import Annotated
from uuid import UUID

from litestar import Router
from litestar.params import FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, UnsetType

from hushroom_domain.administration.model import RatingSearch, Statistics
from hushroom_domain.administration.policy import SEARCHED_USER
from hushroom_domain.administration.queries import AuditSearch, UserSearch
from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.contracts.model import SessionType
from hushroom_domain.identity.errors import UserNotFound
from hushroom_domain.identity.model import UserRole
from hushroom_domain.moderation.errors import ReportNotFound
from hushroom_domain.moderation.state_machine import ReportAction, ReportStatus
from hushroom_domain.moderation.use_cases.decide_report import DecideReport
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.ratings.policy import STARS
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import ReportId, SessionId, UserId
from hushroom_http.api_v1.administration.audit_responses import AuditLogPage, signed_audit_log_answer
from hushroom_http.api_v1.administration.companion_reviews import approve, pending, reactivate, suspend
from hushroom_http.api_v1.administration.responses import (
    PaymentPage,
    SessionPage,
    StatisticsAnswer,
    UserPage,
    reviewed_payment_answer,
    reviewed_session_answer,
    statistics_answer,
)
from hushroom_http.api_v1.administration.reviewed_responses import (
    ReviewedRatingPage,
    ReviewedTemplateAnswer,
    reviewed_rating_answer,
    reviewed_template_answer,
)
from hushroom_http.api_v1.cursors import CURSOR, NEXT, tell_next, window_of_page
from hushroom_http.api_v1.identity.responses import UserAnswer, user_answer
from hushroom_http.api_v1.moderation.responses import ReportAnswer, ReportPage, report_answer
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.query_moments import asked_moment, moment_parameter
from hushroom_http.api_v1.query_params import DEFAULT_LIMIT, LIMIT, PAGE, bounded, searched
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_page import page_fields
from hushroom_http.api_v1.routing import get, patch, post
from hushroom_http.inputs.field_types import AdminNotes
from hushroom_http.inputs.request_bodies import Body, changes_in
from hushroom_http.server.guards import claimant_of, require_role
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.ttl_cache import TtlCache

DEFAULT_LOG_LIMIT = 50
STATISTICS_SECONDS = 5.0
SINCE, BEFORE = "since", "before"


class AccessChanges(Body):
    """Only the given fields change."""

    is_active: bool | UnsetType = UNSET
    role: UserRole | UnsetType = UNSET


class Verdict(Body):
    admin_notes: AdminNotes | None = None


@get("/stats", summary="Show the platform in numbers", responses=refusals(401, 403))
async def statistics(request: ApiRequest) -> StatisticsAnswer:
    """Returns counts that are some seconds old at most."""
    remembered: TtlCache[Statistics] = request.app.state.statistics
    return statistics_answer(await remembered.get(request.application, request.queries.admin.statistics))


@get("/users", summary="List users", responses=refusals(401, 403), response_headers=NEXT)
async def users(
    request: ApiRequest,
    page: Annotated[int, PAGE] = 1,
    limit: Annotated[int, LIMIT] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, CURSOR] = None,
    search: Annotated[str | None, searched(SEARCHED_USER)] = None,
    role: FromQuery[UserRole | None] = None,
    is_active: Annotated[bool | None, QueryParameter(name="isActive")] = None,
) -> UserPage:
    """Returns users, newest first, closed accounts included; `search` looks in address and names."""
    wanted = UserSearch((search or "").strip() or None, role, is_active)
    found = await request.queries.admin.users(window_of_page(page, limit, cursor), wanted)
    tell_next(request.scope, found.next)
    return UserPage(users=[user_answer(user) for user in found.items], **page_fields(found, page, limit))


@patch("/users/{user_id:str}", summary="Change somebody's access", responses=with_body(401, 403, 404))
async def change_user(request: ApiRequest, user_id: PathId, data: JSONBody[AccessChanges]) -> UserAnswer:
    """Changes role and activity; deactivation ends all sign-ins and cancels sessions that have not begun.

    Administrators cannot deactivate or demote themselves. A second factor must have been shown within ten minutes:
    `POST /auth/step-up`.
    """
    claimant = claimant_of(request)
    command = UpdateUser.Command(
        admin_id=claimant.user_id,
        sign_in_id=claimant.sign_in_id,
        user_id=UserId(id_in_path(user_id, UserNotFound)),
        **changes_in(data),
    )
    return user_answer(await request.application.administration.update_user(command))


@get("/sessions", summary="List all sessions", responses=refusals(401, 403), response_headers=NEXT)
async def sessions(
    request: ApiRequest,
    page: Annotated[int, PAGE] = 1,
    limit: Annotated[int, LIMIT] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, CURSOR] = None,
    status: FromQuery[SessionStatus | None] = None,
) -> SessionPage:
    """Returns sessions, newest first, with goal, contract and both people."""
    found = await request.queries.admin.sessions(window_of_page(page, limit, cursor), status)
    tell_next(request.scope, found.next)
    admin_id = request.viewer.user_id
    return SessionPage(
        sessions=[reviewed_session_answer(record, admin_id) for record in found.items],
        **page_fields(found, page, limit),
    )


@get("/payments", summary="List all payments", responses=refusals(401, 403), response_headers=NEXT)
async def payments(
    request: ApiRequest,
    page: Annotated[int, PAGE] = 1,
    limit: Annotated[int, LIMIT] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, CURSOR] = None,
    status: FromQuery[PaymentStatus | None] = None,
) -> PaymentPage:
    """Returns payments, newest first, with sessions, titles and payers."""
    found = await request.queries.admin.payments(window_of_page(page, limit, cursor), status)
    tell_next(request.scope, found.next)
    return PaymentPage(
        payments=[reviewed_payment_answer(record) for record in found.items], **page_fields(found, page, limit)
    )


@get("/reports", summary="List reports of abuse", responses=refusals(401, 403), response_headers=NEXT)
async def reports(
    request: ApiRequest,
    page: Annotated[int, PAGE] = 1,
    limit: Annotated[int, LIMIT] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, CURSOR] = None,
    status: FromQuery[ReportStatus | None] = None,
    reported: Annotated[UUID | None, QueryParameter(name="reportedUserId")] = None,
) -> ReportPage:
    """Newest first."""
    about = UserId(reported) if reported else None
    found = await request.queries.admin.reports(window_of_page(page, limit, cursor), status, about)
    tell_next(request.scope, found.next)
    return ReportPage(
        reports=[report_answer(record.report) for record in found.items], **page_fields(found, page, limit)
    )


@post("/reports/{report_id:str}/resolve", summary="Resolve a report", responses=with_body(401, 403, 404))
async def resolve_report(request: ApiRequest, report_id: PathId, data: JSONBody[Verdict]) -> ReportAnswer:
    """Resolves a justified report; a report is decided once."""
    return await _decided(request, report_id, ReportAction.RESOLVE, data)


@post("/reports/{report_id:str}/dismiss", summary="Dismiss a report", responses=with_body(401, 403, 404))
async def dismiss_report(request: ApiRequest, report_id: PathId, data: JSONBody[Verdict]) -> ReportAnswer:
    """Dismisses a report without a measure; a report is decided once."""
    return await _decided(request, report_id, ReportAction.DISMISS, data)


async def _decided(request: ApiRequest, report_id: str, action: ReportAction, verdict: Verdict) -> ReportAnswer:
    command = DecideReport.Command(
        admin_id=request.viewer.user_id,
        report_id=ReportId(id_in_path(report_id, ReportNotFound)),
        action=action,
        notes=verdict.admin_notes,
    )
    return report_answer(await request.application.moderation.decide(command))


@get("/ratings", summary="List all ratings", responses=refusals(401, 403), response_headers=NEXT)
async def ratings(
    request: ApiRequest,
    page: Annotated[int, PAGE] = 1,
    limit: Annotated[int, LIMIT] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, CURSOR] = None,
    session_id: Annotated[UUID | None, QueryParameter(name="sessionId")] = None,
    user_id: Annotated[UUID | None, QueryParameter(name="userId")] = None,
    min_score: Annotated[int | None, bounded(STARS, name="minScore")] = None,
    max_score: Annotated[int | None, bounded(STARS, name="maxScore")] = None,
    has_comment: Annotated[bool | None, QueryParameter(name="hasComment")] = None,
    since: Annotated[str | None, moment_parameter(SINCE, "Made at this time or later")] = None,
    before: Annotated[str | None, moment_parameter(BEFORE, "Made earlier than this time")] = None,
) -> ReviewedRatingPage:
    """Returns ratings, newest first, private ones included; `userId` is the rater or the rated user."""
    wanted = RatingSearch(
        session_id=SessionId(session_id) if session_id else None,
        person_id=UserId(user_id) if user_id else None,
        min_score=min_score,
        max_score=max_score,
        has_comment=has_comment,
        since=asked_moment(SINCE, since),
        before=asked_moment(BEFORE, before),
    )
    found = await request.queries.admin.ratings(window_of_page(page, limit, cursor), wanted)
    tell_next(request.scope, found.next)
    return ReviewedRatingPage(
        ratings=[reviewed_rating_answer(record) for record in found.items], **page_fields(found, page, limit)
    )


@get("/contract-templates", summary="List all contract templates", responses=refusals(401, 403))
async def templates(
    request: ApiRequest, session_type: Annotated[SessionType | None, QueryParameter(name="sessionType")] = None
) -> list[ReviewedTemplateAnswer]:
    """Returns the templates with the numbers of contracts from them, inactive templates included."""
    return [reviewed_template_answer(record) for record in await request.queries.admin.templates(session_type)]


@get("/audit-logs", summary="Show the audit log", responses=refusals(401, 403), response_headers=NEXT)
async def audit_logs(
    request: ApiRequest,
    page: Annotated[int, PAGE] = 1,
    limit: Annotated[int, LIMIT] = DEFAULT_LOG_LIMIT,
    cursor: Annotated[str | None, CURSOR] = None,
    user_id: Annotated[UUID | None, QueryParameter(name="userId")] = None,
    action: FromQuery[AuditAction | None] = None,
    entity_id: Annotated[UUID | None, QueryParameter(name="entityId")] = None,
) -> AuditLogPage:
    """Returns entries, newest first; `userId` is the acting user, `entityId` what was acted upon."""
    wanted = AuditSearch(actor_id=UserId(user_id) if user_id else None, action=action, entity_id=entity_id)
    found = await request.queries.admin.audit_logs(window_of_page(page, limit, cursor), wanted)
    tell_next(request.scope, found.next)
    return AuditLogPage(logs=[signed_audit_log_answer(view) for view in found.items], **page_fields(found, page, limit))


def routes() -> Router:
    handlers = [
        statistics, users, change_user, pending, approve, suspend, reactivate, sessions, payments,
        reports, resolve_report, dismiss_report, ratings, templates, audit_logs,
    ]  # fmt: skip
    return Router(
        "/admin", route_handlers=handlers, guards=[require_role(UserRole.ADMIN)], security=TOKEN, tags=["admin"]
    )
