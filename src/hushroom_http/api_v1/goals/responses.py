"""Goals."""

from hushroom_domain.goals.model import Goal
from hushroom_http.api_v1.formatting import at
from hushroom_http.api_v1.response_shape import Answer, Id, Time


class TitleAnswer(Answer):
    """The title of a goal."""

    title: str


class GoalAnswer(Answer):
    """A goal; `is_achieved` is null before the judgement."""

    id: Id
    session_id: Id
    title: str
    description: str
    success_criteria: list[str]
    keywords: list[str]
    is_achieved: bool | None
    achievement_note: str | None
    created_at: Time
    updated_at: Time


def goal_answer(goal: Goal) -> GoalAnswer:
    return GoalAnswer(
        id=goal.id,
        session_id=goal.session_id,
        title=goal.title,
        description=goal.description,
        success_criteria=list(goal.success_criteria),
        keywords=list(goal.keywords),
        is_achieved=goal.is_achieved,
        achievement_note=goal.achievement_note,
        created_at=at(goal.created_at),
        updated_at=at(goal.updated_at),
    )
