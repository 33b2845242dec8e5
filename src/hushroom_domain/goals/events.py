"""Events of goals."""

from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import GoalId, SessionId


@frozen
class GoalJudged(Event):
    """The seeker judged whether the goal was achieved, or changed the judgement."""

    name: ClassVar[str] = "goal.judged"
    goal_id: GoalId
    session_id: SessionId
