"""The requests to recover accounts, over API v1, for administrators."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.identity.errors import RecoveryNotFound
from hushroom_domain.identity.model import FactorRecovery, UserRole
from hushroom_domain.identity.queries import Contact, RecoveryRecord
from hushroom_domain.identity.state_machine import RecoveryStatus
from hushroom_domain.identity.use_cases.approve_recovery import ApproveRecovery
from hushroom_domain.shared.ids import RecoveryId
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.identity.person_responses import ContactAnswer, contact_answer
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of
from hushroom_http.api_v1.routing import get, post
from hushroom_http.inputs.request_bodies import Nothing
from hushroom_http.server.guards import claimant_of, require_role
from hushroom_http.server.path_params import PathId, id_in_path


class RecoveryAnswer(Answer):
    """A request to sign in without lost second factors."""

    id: Id
    user_id: Id
    status: Annotated[str, member_of(RecoveryStatus)]
    asked_at: Time
    approvable_at: Time
    lapses_at: Time
    ended_at: Time | None


class ReviewedRecoveryAnswer(RecoveryAnswer):
    """The same with its user."""

    user: ContactAnswer


@get("/", summary="List the requests to recover accounts", responses=refusals(401, 403))
async def recoveries(request: ApiRequest) -> list[ReviewedRecoveryAnswer]:
    """Returns the requests that wait for their approval, the oldest first, at most a hundred."""
    found = await request.queries.recoveries.open(request.platform.clock.now())
    return [_reviewed_answer(record) for record in found]


@post("/{recovery_id:str}/approve", summary="Approve a recovery", responses=with_body(401, 403, 404))
async def approve(
    request: ApiRequest,
    recovery_id: PathId,
    data: JSONBody[Nothing],  # noqa: ARG001 - a bad body is refused
) -> RecoveryAnswer:
    """Removes the second factors, the passkeys and the recovery codes of the person, and ends every sign-in.

    Before 72 hours have passed it is 400 `factor_recovery.too_early`. The person is told by mail.
    """
    claimant = claimant_of(request)
    command = ApproveRecovery.Command(
        admin_id=claimant.user_id,
        sign_in_id=claimant.sign_in_id,
        recovery_id=RecoveryId(id_in_path(recovery_id, RecoveryNotFound)),
    )
    return _answer(await request.application.identity.approve_recovery(command))


def routes() -> Router:
    return Router(
        "/admin/factor-recoveries",
        route_handlers=[recoveries, approve],
        guards=[require_role(UserRole.ADMIN)],
        security=TOKEN,
        tags=["admin"],
    )


def _answer(recovery: FactorRecovery) -> RecoveryAnswer:
    return RecoveryAnswer(
        id=recovery.id,
        user_id=recovery.user_id,
        status=recovery.status.value,
        asked_at=at(recovery.asked_at),
        approvable_at=at(recovery.approvable_at),
        lapses_at=at(recovery.lapses_at),
        ended_at=at(recovery.ended_at),
    )


def _reviewed_answer(record: RecoveryRecord) -> ReviewedRecoveryAnswer:
    recovery, user = record.recovery, record.user
    contact = Contact(id=user.id, display_name=user.display_name, avatar_url=user.avatar_url, email=user.email)
    return ReviewedRecoveryAnswer(
        id=recovery.id,
        user_id=recovery.user_id,
        status=recovery.status.value,
        asked_at=at(recovery.asked_at),
        approvable_at=at(recovery.approvable_at),
        lapses_at=at(recovery.lapses_at),
        ended_at=at(recovery.ended_at),
        user=contact_answer(contact),
    )
