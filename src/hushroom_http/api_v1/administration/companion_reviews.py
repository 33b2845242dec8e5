"""The routes by which administrators review companions."""

from typing import Annotated

from litestar.params import JSONBody

from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.companions.policy import PENDING_LISTED
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.paging import Window
from hushroom_http.api_v1.companions.reviewed_responses import (
    ApplicationAnswer,
    ReviewedAnswer,
    application_answer,
    reviewed_answer,
)
from hushroom_http.api_v1.cursors import CURSOR, NEXT, tell_next
from hushroom_http.api_v1.openapi import refusals, with_body
from hushroom_http.api_v1.query_params import bounded
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import get, post
from hushroom_http.inputs.cursors import BY_AGE, position_in
from hushroom_http.inputs.request_bodies import Nothing
from hushroom_http.server.guards import claimant_of
from hushroom_http.server.path_params import PathId, id_in_path


@get(
    "/companions/pending",
    summary="List the applications that wait for review",
    responses=refusals(401, 403),
    response_headers=NEXT,
)
async def pending(
    request: ApiRequest,
    cursor: Annotated[str | None, CURSOR] = None,
    limit: Annotated[int, bounded(PENDING_LISTED)] = PENDING_LISTED.max,
) -> list[ApplicationAnswer]:
    """Oldest first."""
    window = Window(limit, after=position_in(cursor, BY_AGE))
    found = await request.queries.companions.pending(window)
    tell_next(request.scope, found.next)
    return [application_answer(profile) for profile in found.items]


@post("/companions/{companion_id:str}/approve", summary="Approve a companion", responses=with_body(401, 403, 404))
async def approve(request: ApiRequest, companion_id: PathId, data: JSONBody[Nothing]) -> ReviewedAnswer:  # noqa: ARG001 - a bad body is refused
    """Accepts an application that waits for review."""
    wanted = CompanionId(id_in_path(companion_id, CompanionNotFound))
    return reviewed_answer(await request.application.companions.approve(wanted, request.viewer.user_id))


@post("/companions/{companion_id:str}/suspend", summary="Suspend a companion", responses=with_body(401, 403, 404))
async def suspend(request: ApiRequest, companion_id: PathId, data: JSONBody[Nothing]) -> ReviewedAnswer:  # noqa: ARG001 - a bad body is refused
    """Takes a companion off the platform; its sessions that have not started are cancelled.

    A second factor must have been shown within ten minutes: `POST /auth/step-up`.
    """
    wanted, claimant = CompanionId(id_in_path(companion_id, CompanionNotFound)), claimant_of(request)
    suspend_companion = request.application.companions.suspend
    return reviewed_answer(await suspend_companion(wanted, claimant.user_id, claimant.sign_in_id))


@post(
    "/companions/{companion_id:str}/reactivate",
    summary="Reactivate a companion",
    responses=with_body(401, 403, 404),
)
async def reactivate(request: ApiRequest, companion_id: PathId, data: JSONBody[Nothing]) -> ReviewedAnswer:  # noqa: ARG001 - a bad body is refused
    """Leads back to the status before the suspension; cancelled sessions stay cancelled, a closed account closed.

    A second factor must have been shown within ten minutes: `POST /auth/step-up`.
    """
    wanted, claimant = CompanionId(id_in_path(companion_id, CompanionNotFound)), claimant_of(request)
    reactivate_companion = request.application.companions.reactivate
    return reviewed_answer(await reactivate_companion(wanted, claimant.user_id, claimant.sign_in_id))
