"""Use case: change the goal of a session before it begins."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.goals.errors import GoalFrozen, NotGoalOwner
from hushroom_domain.goals.model import Goal
from hushroom_domain.goals.policy import CRITERIA, DESCRIPTION, KEYWORDS, TITLE
from hushroom_domain.sessions.ports import SessionWork
from hushroom_domain.sessions.state_machine import BEFORE_START
from hushroom_domain.shared.ids import GoalId, UserId
from hushroom_domain.shared.inputs import UNCHANGED, Unchanged, ValidatedInput, changes_of
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class ReviseGoal:
    """Changes the texts of a goal on behalf of the seeker, until the session begins or is cancelled.

    The session stays locked until the goal is saved, so that nobody starts it for a goal that they did not read.

    Raises: ValidationFailed, GoalNotFound, SessionNotFound, NotGoalOwner, GoalFrozen.
    """

    begin: Begin[SessionWork]
    clock: Clock

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        goal_id: GoalId
        title: Annotated[str | Unchanged, TITLE] = UNCHANGED
        description: Annotated[str | Unchanged, DESCRIPTION] = UNCHANGED
        success_criteria: Annotated[tuple[str, ...] | Unchanged, CRITERIA] = UNCHANGED
        keywords: Annotated[tuple[str, ...] | Unchanged, KEYWORDS] = UNCHANGED

    async def __call__(self, command: Command) -> Goal:
        async with self.begin() as work:
            goal = await work.goals.lock(command.goal_id)
            session = await work.sessions.lock(goal.session_id)
            if session.seeker_id != command.user_id:
                raise NotGoalOwner
            if session.status not in BEFORE_START:
                raise GoalFrozen
            texts = {name: getattr(goal, name) for name in ("title", "description", "success_criteria", "keywords")}
            changes = changes_of(command, "user_id", "goal_id")
            revised = goal.revised(**{**texts, **changes}, now=self.clock.now())
            if revised is not goal:
                await work.goals.save(revised)
        return revised
