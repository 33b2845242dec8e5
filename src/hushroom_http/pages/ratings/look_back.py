"""The page on which a participant looks back on a session: the goal, then a rating."""

from typing import Any

from litestar import Response, Router

from hushroom_domain.goals.policy import NOTE
from hushroom_domain.goals.use_cases.judge_goal import JudgeGoal
from hushroom_domain.ratings.errors import AlreadyRated
from hushroom_domain.ratings.model import Scores
from hushroom_domain.ratings.policy import COMMENT, STARS
from hushroom_domain.ratings.use_cases.rate_session import RateSession
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.queries import SessionSummary
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_http.pages.form_fields import Field, Option
from hushroom_http.pages.forms import Form, Submission, submission
from hushroom_http.pages.guards import require_reader
from hushroom_http.pages.rendering import see_other, show, show_refused
from hushroom_http.pages.sessions.next_steps import can_rate
from hushroom_http.pages.sessions.rows import role_in
from hushroom_http.pages.translations import N_
from hushroom_http.server.path_params import PathId, id_in_path
from hushroom_http.server.request import WebRequest
from hushroom_http.server.routing import get, post

TEMPLATE = "ratings/look_back.html"
ACHIEVED = {"yes": True, "no": False}
"""The answers about the goal, and the judgement that is stored for each."""
STEPS = (
    Option("", N_("No answer")),
    *(
        Option(str(stars), words)
        for stars, words in zip(
            range(STARS.max, STARS.min - 1, -1),
            (N_("Very good"), N_("Good"), N_("As expected"), N_("Not so good"), N_("Not good")),
            strict=True,
        )
    ),
)
GOAL_FIELDS = (
    Field(
        name="achieved",
        label=N_("Did you get it done?"),
        kind="radios",
        is_required=False,
        options=(
            Option("yes", N_("Yes")),
            Option("no", N_("Not this time"), N_("That is fine. It says something about the goal, not about you")),
        ),
    ),
    Field(name="achievementNote", label=N_("A note for yourself"), kind="textarea", limit=NOTE, is_required=False),
)
RATING_FIELDS = (
    Field(name="overallScore", label=N_("How was the session?"), kind="radios", options=STEPS[1:]),
    Field(
        name="presenceQuality", label=N_("Was somebody really there?"), kind="select", is_required=False, options=STEPS
    ),
    Field(
        name="contractAdherence",
        label=N_("Was the agreement kept?"),
        kind="select",
        is_required=False,
        options=STEPS,
    ),
    Field(name="comment", label=N_("A few words"), kind="textarea", limit=COMMENT, is_required=False),
    Field(
        name="isPublic",
        label=N_("Others may read this on the profile"),
        kind="checkbox",
        is_required=False,
    ),
)


@get("/sessions/{session_id:str}/rating", guards=[require_reader])
async def show_look_back(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Returns the form about the goal and the session; a notice when there is nothing to say any more."""
    summary = await _summary(request, session_id)
    return show(request, TEMPLATE, form=_form(request, summary), **_facts(request, summary))


@post("/sessions/{session_id:str}/rating", guards=[require_reader])
async def look_back(request: WebRequest, session_id: PathId) -> Response[bytes]:
    """Stores the judgement about the goal, then the rating; both are one form."""
    summary, sent = await _summary(request, session_id), await submission(request)
    try:
        rating = _rating(request, summary, sent)
        await _judge(request, summary, sent)
        await request.application.ratings.rate(rating)
    except AlreadyRated:
        pass  # The same form was sent twice: the first one counts.
    except DomainError as refusal:
        form = _form(request, summary)
        return show_refused(request, TEMPLATE, form=form, sent=sent, refusal=refusal, **_facts(request, summary))
    return see_other(f"/sessions/{session_id}", done="rated")


def routes() -> Router:
    return Router("/", route_handlers=[show_look_back, look_back], include_in_schema=False)


async def _summary(request: WebRequest, session_id: str) -> SessionSummary:
    wanted = SessionId(id_in_path(session_id, SessionNotFound))
    summary = await request.queries.sessions.in_full(wanted, request.viewer.user_id)
    if summary is None:
        raise SessionNotFound
    return summary


def _facts(request: WebRequest, summary: SessionSummary) -> dict[str, Any]:
    user_id = request.viewer.user_id
    return {
        "path": f"/sessions/{summary.session.id}",
        "goal": summary.goal,
        "others": tuple(one.person.display_name or "" for one in summary.others(user_id)),
        "is_open": can_rate(summary, request.platform.clock.now()),
        "is_rated": summary.is_rated,
    }


def _form(request: WebRequest, summary: SessionSummary) -> Form:
    is_seeker = role_in(summary, request.viewer.user_id) is ParticipantRole.SEEKER
    has_goal = is_seeker and summary.goal is not None
    return Form((*(GOAL_FIELDS if has_goal else ()), *RATING_FIELDS))


def _rating(request: WebRequest, summary: SessionSummary, sent: Submission) -> RateSession.Command:
    return RateSession.Command(
        rater_id=request.viewer.user_id,
        session_id=summary.session.id,
        scores=Scores(
            overall=sent.number("overallScore"),
            presence_quality=_stars(sent, "presenceQuality"),
            contract_adherence=_stars(sent, "contractAdherence"),
        ),
        comment=sent.optional("comment"),
        is_public=sent.has("isPublic"),
    )


def _stars(sent: Submission, name: str) -> int | None:
    return sent.number(name) if sent.text(name) else None


async def _judge(request: WebRequest, summary: SessionSummary, sent: Submission) -> None:
    """Stores the judgement about the goal, if the seeker gave one."""
    answer = sent.text("achieved")
    if summary.goal is None or answer not in ACHIEVED:
        return
    command = JudgeGoal.Command(
        user_id=request.viewer.user_id,
        goal_id=summary.goal.id,
        is_achieved=ACHIEVED[answer],
        achievement_note=sent.optional("achievementNote"),
    )
    await request.application.goals.judge(command)
