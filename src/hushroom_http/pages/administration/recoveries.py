"""The pages of the requests to recover accounts: who asks, and the approval."""

from typing import Any

from litestar import Response

from hushroom_domain.identity.errors import RecoveryNotFound
from hushroom_domain.identity.use_cases.approve_recovery import ApproveRecovery
from hushroom_domain.shared.errors import DomainError, FieldProblem, ValidationFailed
from hushroom_domain.shared.ids import RecoveryId
from hushroom_http.pages.administration.showing import show_admin, show_admin_refused
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, submission
from hushroom_http.pages.guards import reader_of
from hushroom_http.pages.rendering import see_other
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

PATH = "/admin/recoveries"
LIST, PAGE = "administration/recoveries.html", "administration/recovery.html"
APPROVAL = Form((Field(name="sure", label=N_("I have made sure that the owner of the account asks"), kind="checkbox"),))


@get(PATH)
async def show_recoveries(request: WebRequest) -> Response[bytes]:
    """Returns the requests that wait, the oldest first."""
    found = await request.queries.recoveries.open(request.platform.clock.now())
    return show_admin(request, LIST, found=found)


@get(f"{PATH}/{{recovery_id:str}}")
async def show_recovery(request: WebRequest, recovery_id: PathId) -> Response[bytes]:
    """Returns one request with the facts about the person, and the form of the approval."""
    return show_admin(request, PAGE, form=APPROVAL, **await _facts(request, recovery_id))


@post(f"{PATH}/{{recovery_id:str}}", status_code=200)
async def approve(request: WebRequest, recovery_id: PathId) -> Response[bytes]:
    """Approves a request; the box must be ticked."""
    facts = await _facts(request, recovery_id)
    sent, reader, wanted = await submission(request), reader_of(request), facts["record"].recovery.id
    try:
        if not sent.has("sure"):
            problem = FieldProblem("sure", "must be chosen")
            raise ValidationFailed(problem.message, problems=(problem,))
        command = ApproveRecovery.Command(admin_id=reader.user_id, sign_in_id=reader.sign_in_id, recovery_id=wanted)
        await request.application.identity.approve_recovery(command)
    except DomainError as refusal:
        return show_admin_refused(request, PAGE, form=APPROVAL, sent=sent, refusal=refusal, **facts)
    return see_other(PATH, done="approved")


async def _facts(request: WebRequest, recovery_id: str) -> dict[str, Any]:
    """Returns the facts of the page of one request. Raises: RecoveryNotFound (also for one that has ended)."""
    wanted, now = RecoveryId(id_in_path(recovery_id, RecoveryNotFound)), request.platform.clock.now()
    found = await request.queries.recoveries.open(now)
    record = next((one for one in found if one.recovery.id == wanted), None)
    if record is None:
        raise RecoveryNotFound
    return {"record": record, "is_ripe": record.recovery.may_be_approved(now)}


HANDLERS = (show_recoveries, show_recovery, approve)
