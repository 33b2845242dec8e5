"""The ratings between participants of a session."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody

from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.ratings.model import Scores
from hushroom_domain.ratings.policy import LISTED, STARS
from hushroom_domain.ratings.queries import RATING_LIST
from hushroom_domain.ratings.use_cases.rate_session import RateSession
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.shared.ids import CompanionId, SessionId
from hushroom_domain.shared.paging import Window
from hushroom_http.api_v1.cursors import CURSOR, NEXT, tell_cursor, tell_next, window_of_page
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.query_params import DEFAULT_LIMIT, LIMIT, PAGE, bounded
from hushroom_http.api_v1.ratings.responses import (
    OwnRatingsAnswer,
    RatingAnswer,
    RatingOfSessionAnswer,
    RatingPage,
    given_rating_answer,
    rating_answer,
    rating_of_session_answer,
    received_rating_answer,
)
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.response_page import page_fields
from hushroom_http.api_v1.routing import get, post
from hushroom_http.inputs.cursors import positions_in, written_twice
from hushroom_http.inputs.field_types import Comment, Id, between
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.guards import require_user
from hushroom_http.server.path_params import PathId, id_in_path

Stars = Annotated[int, between(STARS)]


class NewRating(Body):
    """Stars from 1 to 5; a missing value counts as the overall score."""

    session_id: Id
    overall_score: Stars
    goal_achievement: Stars | None = None
    presence_quality: Stars | None = None
    contract_adherence: Stars | None = None
    communication: Stars | None = None
    comment: Comment | None = None
    is_public: bool = False


@post("/", summary="Rate the other party of a session", responses=with_body(401, 403, 404))
async def rate(request: ApiRequest, data: JSONBody[NewRating]) -> RatingAnswer:
    """Rates the other participant once, within 48 hours after the end of a completed session."""
    command = RateSession.Command(
        rater_id=request.viewer.user_id,
        session_id=SessionId(data.session_id),
        scores=Scores(
            overall=data.overall_score,
            goal_achievement=data.goal_achievement,
            presence_quality=data.presence_quality,
            contract_adherence=data.contract_adherence,
            communication=data.communication,
        ),
        comment=data.comment,
        is_public=data.is_public,
    )
    return rating_answer(await request.application.ratings.rate(command))


@get("/session/{session_id:str}", summary="List the ratings of a session", responses=refusals(401, 404))
async def of_session(request: ApiRequest, session_id: PathId) -> list[RatingOfSessionAnswer]:
    """Returns public ratings and the caller's own, to the session's participants and administrators."""
    wanted = SessionId(id_in_path(session_id, SessionNotFound))
    ratings = await request.queries.ratings.of_session(wanted, request.viewer)
    if ratings is None:
        raise SessionNotFound
    return [rating_of_session_answer(view) for view in ratings]


@get(
    "/companion/{companion_id:str}",
    summary="List the ratings of a companion",
    responses=refusals(401, 404),
    response_headers=NEXT,
)
async def of_companion(
    request: ApiRequest,
    companion_id: PathId,
    page: Annotated[int, PAGE] = 1,
    limit: Annotated[int, LIMIT] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, CURSOR] = None,
) -> RatingPage:
    """Returns the public ratings, newest first."""
    wanted = CompanionId(id_in_path(companion_id, CompanionNotFound))
    found = await request.queries.ratings.of_companion(wanted, window_of_page(page, limit, cursor))
    if found is None:
        raise CompanionNotFound
    tell_next(request.scope, found.next)
    return RatingPage(ratings=[received_rating_answer(view) for view in found.items], **page_fields(found, page, limit))


@get("/me", summary="List my ratings", responses=refusals(401), response_headers=NEXT)
async def mine(
    request: ApiRequest,
    cursor: Annotated[str | None, CURSOR] = None,
    limit: Annotated[int, bounded(LISTED)] = LISTED.max,
) -> OwnRatingsAnswer:
    """Returns the ratings that the caller gave, and those received in public; up to `limit` of each, and one cursor."""
    given, received = (Window(limit, after=position) for position in positions_in(cursor))
    found = await request.queries.ratings.of_user(request.viewer.user_id, given, received)
    if found.given.next or found.received.next:
        ends = RATING_LIST.beyond(found.given, given), RATING_LIST.beyond(found.received, received)
        tell_cursor(request.scope, written_twice(ends))
    return OwnRatingsAnswer(
        given=[given_rating_answer(view) for view in found.given.items],
        received=[received_rating_answer(view) for view in found.received.items],
    )


def routes() -> Router:
    handlers = [rate, of_session, of_companion, mine]
    return Router("/ratings", route_handlers=handlers, guards=[require_user], security=TOKEN, tags=["ratings"])
