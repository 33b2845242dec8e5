"""Matching: finding companions for a session and choosing one."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.matching.model import Criteria
from hushroom_domain.matching.policy import PRICE
from hushroom_domain.matching.use_cases.find_companions import FindCompanions
from hushroom_domain.matching.use_cases.select_companion import SelectCompanion
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.shared.ids import CompanionId, SessionId
from hushroom_http.api_v1.idempotency import KEYED
from hushroom_http.api_v1.matching.responses import MatchAnswer, match_answer
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body, with_key
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import get, post
from hushroom_http.api_v1.sessions.responses import WholeSessionAnswer, whole_session_answer
from hushroom_http.api_v1.sessions.routes import seen
from hushroom_http.inputs.field_types import Id, Language, Tag, money, priced, prices
from hushroom_http.inputs.request_bodies import Body, Refine
from hushroom_http.server.guards import require_user
from hushroom_http.server.path_params import PathId, id_in_path


class Search(Body):
    """`max_price` is the price of one hour."""

    session_id: Id
    language: Language | None = None
    expertise_tag: Tag | None = None
    max_price: Annotated[float, prices(PRICE), Refine(priced(PRICE))] | None = None
    online_only: bool | None = None


class Choice(Body):
    session_id: Id
    companion_id: Id


@post("/find", summary="Find companions for a session", responses=with_body(401, 403, 404))
async def find(request: ApiRequest, data: JSONBody[Search]) -> list[MatchAnswer]:
    """Returns the matches, best first; by the session's owner while the session waits for a match."""
    criteria = Criteria(
        language=data.language,
        expertise_tag=data.expertise_tag or None,
        max_price=None if data.max_price is None else money(data.max_price),
        online_only=bool(data.online_only),
    )
    command = FindCompanions.Command(
        user_id=request.viewer.user_id, session_id=SessionId(data.session_id), criteria=criteria
    )
    return [match_answer(match) for match in await request.application.matching.find(command)]


@get("/results/{session_id:str}", summary="Recall the last matches", responses=refusals(401, 404))
async def results(request: ApiRequest, session_id: PathId) -> list[MatchAnswer]:
    """Returns the last matches while they are fresh and the session waits for a match."""
    wanted = SessionId(id_in_path(session_id, SessionNotFound))
    matches = await request.application.matching.results(wanted, request.viewer.user_id)
    return [match_answer(match) for match in matches]


@post("/select", summary="Choose a companion", responses=with_key(401, 403, 404), **KEYED)
async def select(request: ApiRequest, data: JSONBody[Choice]) -> WholeSessionAnswer:
    """Books one of the companion's seats, by the session's owner."""
    session_id, user_id = SessionId(data.session_id), request.viewer.user_id
    command = SelectCompanion.Command(
        user_id=user_id,
        session_id=session_id,
        companion_id=CompanionId(data.companion_id),
        is_repeat=request.is_repeat,
    )
    await request.application.matching.select(command)
    return whole_session_answer(await seen(request, session_id), user_id)


def routes() -> Router:
    return Router(
        "/matching", route_handlers=[find, results, select], guards=[require_user], security=TOKEN, tags=["matching"]
    )
