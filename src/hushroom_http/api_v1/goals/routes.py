"""The goals of sessions and their judgement."""

from typing import Annotated

from litestar import Router
from litestar.params import JSONBody
from msgspec import UNSET, UnsetType, field

from hushroom_domain.goals.errors import GoalNotFound
from hushroom_domain.goals.policy import CRITERIA, KEYWORDS
from hushroom_domain.goals.use_cases.judge_goal import JudgeGoal
from hushroom_domain.goals.use_cases.set_goal import SetGoal
from hushroom_domain.sessions.use_cases.revise_goal import ReviseGoal
from hushroom_domain.shared.errors import FieldProblem, raise_for_fields
from hushroom_domain.shared.ids import GoalId, SessionId
from hushroom_domain.shared.inputs import UNCHANGED
from hushroom_http.api_v1.goals.responses import GoalAnswer, goal_answer
from hushroom_http.api_v1.openapi import TOKEN, refusals, with_body
from hushroom_http.api_v1.request import ApiRequest
from hushroom_http.api_v1.routing import get, patch, post
from hushroom_http.inputs.field_types import Criterion, Description, Id, Keyword, Note, Title, items
from hushroom_http.inputs.request_bodies import Body
from hushroom_http.server.guards import require_user
from hushroom_http.server.path_params import PathId, id_in_path

JUDGED_TOO = "must be sent in a request of its own, without changes of the goal"


class NewGoal(Body):
    session_id: Id
    title: Title
    description: Description
    success_criteria: Annotated[list[Criterion], items(CRITERIA)]
    keywords: Annotated[list[Keyword], items(KEYWORDS)] = field(default_factory=list)


class Judgement(Body):
    """The texts of a goal, which change before the session begins, or its judgement. Only the given fields change.

    Null withdraws the judgement and clears the note.
    """

    title: Title | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    success_criteria: Annotated[list[Criterion], items(CRITERIA)] | UnsetType = UNSET
    keywords: Annotated[list[Keyword], items(KEYWORDS)] | UnsetType = UNSET
    is_achieved: bool | UnsetType | None = UNSET
    achievement_note: Note | UnsetType | None = UNSET


@post("/", summary="Give a session its goal", responses=with_body(401, 403, 404, 409))
async def set_goal(request: ApiRequest, data: JSONBody[NewGoal]) -> GoalAnswer:
    """Sets the goal once, by the session's owner, until the session is over."""
    command = SetGoal.Command(
        user_id=request.viewer.user_id,
        session_id=SessionId(data.session_id),
        title=data.title,
        description=data.description,
        success_criteria=tuple(data.success_criteria),
        keywords=tuple(data.keywords),
    )
    return goal_answer(await request.application.goals.set(command))


@get("/{session_id:str}", summary="Show the goal of a session", responses=refusals(401, 404))
async def show(request: ApiRequest, session_id: PathId) -> GoalAnswer:
    """Returns the goal to the session's participants and administrators."""
    wanted = SessionId(id_in_path(session_id, GoalNotFound))
    goal = await request.queries.goals.of_session(wanted, request.viewer)
    if goal is None:
        raise GoalNotFound
    return goal_answer(goal)


@patch("/{goal_id:str}", summary="Change a goal or say whether it was achieved", responses=with_body(401, 403, 404))
async def judge(request: ApiRequest, goal_id: PathId, data: JSONBody[Judgement]) -> GoalAnswer:
    """Changes the goal before the session begins, or records the judgement of the session's owner."""
    if (data.title, data.description, data.success_criteria, data.keywords) == (UNSET,) * 4:
        return await _judge(request, goal_id, data)
    if (data.is_achieved, data.achievement_note) != (UNSET, UNSET):
        raise_for_fields(FieldProblem("isAchieved", JUDGED_TOO))
    command = ReviseGoal.Command(
        user_id=request.viewer.user_id,
        goal_id=GoalId(id_in_path(goal_id, GoalNotFound)),
        title=UNCHANGED if data.title is UNSET else data.title,
        description=UNCHANGED if data.description is UNSET else data.description,
        success_criteria=UNCHANGED if data.success_criteria is UNSET else tuple(data.success_criteria),
        keywords=UNCHANGED if data.keywords is UNSET else tuple(data.keywords),
    )
    return goal_answer(await request.application.sessions.revise_goal(command))


async def _judge(request: ApiRequest, goal_id: str, data: Judgement) -> GoalAnswer:
    note = data.achievement_note
    command = JudgeGoal.Command(
        user_id=request.viewer.user_id,
        goal_id=GoalId(id_in_path(goal_id, GoalNotFound)),
        is_achieved=UNCHANGED if data.is_achieved is UNSET else data.is_achieved,
        achievement_note=UNCHANGED if note is UNSET else note,
    )
    return goal_answer(await request.application.goals.judge(command))


def routes() -> Router:
    return Router(
        "/goals", route_handlers=[set_goal, show, judge], guards=[require_user], security=TOKEN, tags=["goals"]
    )
