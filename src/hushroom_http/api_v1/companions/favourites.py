"""The companions whom a user keeps as favourites."""

from litestar import Router

from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.companions.use_cases.keep_favourite import KeepFavourite
from hushroom_domain.shared.ids import CompanionId
from hushroom_http.api_v1.companions.responses import CompanionAnswer, companion_answer
from hushroom_http.api_v1.openapi import TOKEN, refusals
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import delete, get, put
from hushroom_http.server.guards import require_user
from hushroom_http.server.path_params import PathId, id_in_path


@get("/", summary="List my favourites", responses=refusals(401))
async def show_favourites(request: ApiRequest) -> list[CompanionAnswer]:
    """Returns the companions whom the caller keeps and others can find, the one kept last first."""
    found = await request.queries.companions.favourites(request.viewer.user_id)
    return [companion_answer(card) for card in found]


@put(
    "/{companion_id:str}", status_code=204, summary="Keep a companion as a favourite", responses=refusals(400, 401, 404)
)
async def keep_favourite(request: ApiRequest, companion_id: PathId) -> None:
    """Keeps an approved companion; one that is kept already stays. One account keeps a hundred."""
    wanted = CompanionId(id_in_path(companion_id, CompanionNotFound))
    command = KeepFavourite.Command(request.viewer.user_id, wanted)
    await request.application.companions.keep_favourite(command)


@delete("/{companion_id:str}", status_code=204, summary="Drop a favourite", responses=refusals(401, 404))
async def drop_favourite(request: ApiRequest, companion_id: PathId) -> None:
    """Removes a companion from the caller's favourites; one that is not among them is ignored."""
    wanted = CompanionId(id_in_path(companion_id, CompanionNotFound))
    await request.application.companions.drop_favourite(request.viewer.user_id, wanted)


def routes() -> Router:
    handlers = [show_favourites, keep_favourite, drop_favourite]
    return Router(
        "/users/me/favourites", route_handlers=handlers, guards=[require_user], security=TOKEN, tags=["companions"]
    )
