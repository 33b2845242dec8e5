"""The second step of a booking: what the seeker wants to get done; it can be changed until the session begins."""

from typing import Any

from litestar import Response, Router

from hushroom_domain.goals.errors import GoalExists
from hushroom_domain.goals.model import Goal
from hushroom_domain.goals.policy import CRITERIA, DESCRIPTION, KEYWORDS, TITLE
from hushroom_domain.goals.use_cases.set_goal import SetGoal
from hushroom_domain.sessions.use_cases.revise_goal import ReviseGoal
from hushroom_domain.shared.errors import DomainError
from hushroom_http.pages.form_fields import Field
from hushroom_http.pages.forms import Form, Submission, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.rendering import see_other, show, show_refused
from hushroom_http.pages.sessions.steps import CONTRACT, OwnSession, own_session
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

TEMPLATE = "goals/set.html"
FORM = Form((
    Field(name="title", label=N_("In one line"), limit=TITLE, hint=N_("For example: finish the tax return")),
    Field(
        name="description", label=N_("What you want to get done"), kind="textarea", limit=DESCRIPTION,
        hint=N_("A sentence or two. Your companion reads it before the session."),
    ),
    Field(
        name="successCriteria", label=N_("You are done when"), kind="textarea", limit=CRITERIA,
        hint=N_("One thing a line, at least one."),
    ),
    Field(
        name="keywords", label=N_("Words that describe it"), limit=KEYWORDS, is_required=False,
        hint=N_("Separated by commas. They help to find a companion who knows such things."),
    ),
))  # fmt: skip


@get("/sessions/{session_id:str}/goal", guards=[require_reader])
async def show_goal(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the form of the goal, with its texts when the session has one; leads on once that cannot change."""
    own = await own_session(request, session_id)
    return _elsewhere(own) or show(request, TEMPLATE, form=_filled(own.summary.goal), own=own)


@post("/sessions/{session_id:str}/goal", guards=[require_reader])
async def set_goal(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Sets the goal of a session or changes it, and leads to the next step of the booking or back to the session."""
    own, sent = await own_session(request, session_id), await submission(request)
    elsewhere = _elsewhere(own)
    if elsewhere is not None:
        return elsewhere
    try:
        await _store(request, own, sent)
    except GoalExists:
        pass  # The same form was sent in another tab at the same moment: the first one counts.
    except DomainError as refusal:
        return show_refused(request, TEMPLATE, form=FORM, sent=sent, refusal=refusal, own=own)
    if own.is_unmatched:
        return see_other(own.path + CONTRACT) if own.summary.goal is None else own.onward
    return see_other(own.path, done="goal")


def routes() -> Router:
    return Router("/", route_handlers=[show_goal, set_goal], include_in_schema=False)


def _elsewhere(own: OwnSession) -> Response[bytes] | None:
    """Returns the redirect for those who may not set or change the goal any more."""
    return None if own.can_change_goal else own.onward


def _filled(goal: Goal | None) -> Form:
    if goal is None:
        return FORM
    return FORM.filled(
        title=goal.title,
        description=goal.description,
        successCriteria="\n".join(goal.success_criteria),
        keywords=", ".join(goal.keywords),
    )


async def _store(request: WebRequest, own: OwnSession, sent: Submission) -> None:
    sent.required("title", "description", "successCriteria")
    texts: dict[str, Any] = {
        "title": sent.text("title"),
        "description": sent.text("description"),
        "success_criteria": tuple(filter(None, map(str.strip, sent.text("successCriteria").splitlines()))),
        "keywords": sent.words("keywords"),
    }
    user_id, goal = request.viewer.user_id, own.summary.goal
    if goal is None:
        set_ = SetGoal.Command(user_id=user_id, session_id=own.summary.session.id, **texts)
        await request.application.goals.set(set_)
    else:
        await request.application.sessions.revise_goal(ReviseGoal.Command(user_id=user_id, goal_id=goal.id, **texts))
