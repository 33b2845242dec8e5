"""What administrators decide."""

from litestar import Router, get, post
from litestar.params import JSONBody

from hushroom_domain.accounts.model import Role
from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.shared.ids import CompanionId
from hushroom_http.answers.companions import (
    ApplicationAnswer,
    ReviewedAnswer,
    application_answer,
    reviewed_answer,
)
from hushroom_http.auth import only
from hushroom_http.bodies import Nothing
from hushroom_http.documentation import TOKEN, refusals, with_body
from hushroom_http.paths import PathId, id_in_path
from hushroom_http.request import Asked


@get("/companions/pending", summary="List the applications that wait for review", responses=refusals(401, 403))
async def pending(request: Asked) -> list[ApplicationAnswer]:
    """Oldest first, 100 at most."""
    return [application_answer(profile) for profile in await request.application.views.companions.pending()]


@post("/companions/{companion_id:str}/approve", summary="Approve a companion", responses=with_body(401, 403, 404))
async def approve(request: Asked, companion_id: PathId, data: JSONBody[Nothing]) -> ReviewedAnswer:  # noqa: ARG001 - a bad body is refused
    """Accepts an application that waits for review."""
    wanted = CompanionId(id_in_path(companion_id, CompanionNotFound))
    return reviewed_answer(await request.application.companions.approve(wanted))


@post("/companions/{companion_id:str}/suspend", summary="Suspend a companion", responses=with_body(401, 403, 404))
async def suspend(request: Asked, companion_id: PathId, data: JSONBody[Nothing]) -> ReviewedAnswer:  # noqa: ARG001 - a bad body is refused
    """Takes a companion off the platform."""
    wanted = CompanionId(id_in_path(companion_id, CompanionNotFound))
    return reviewed_answer(await request.application.companions.suspend(wanted))


def routes() -> Router:
    handlers = [pending, approve, suspend]
    return Router("/admin", route_handlers=handlers, guards=[only(Role.ADMIN)], security=TOKEN, tags=["admin"])
