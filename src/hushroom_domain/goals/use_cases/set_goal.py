"""Use case: set the goal of a session."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.goals.errors import GoalFrozen, NotGoalOwner
from hushroom_domain.goals.model import Goal
from hushroom_domain.goals.policy import CRITERIA, DESCRIPTION, KEYWORDS, TITLE
from hushroom_domain.goals.ports import GoalWork
from hushroom_domain.shared.ids import GoalId, SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_domain.shared.ports import Begin, Clock, Ids


@frozen
class SetGoal:
    """Sets the goal of a session on behalf of its seeker, until the session is over.

    Raises: ValidationFailed, SessionNotFound, NotGoalOwner, GoalFrozen, GoalExists.
    """

    begin: Begin[GoalWork]
    clock: Clock
    ids: Ids

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId
        title: Annotated[str, TITLE]
        description: Annotated[str, DESCRIPTION]
        success_criteria: Annotated[tuple[str, ...], CRITERIA]
        keywords: Annotated[tuple[str, ...], KEYWORDS] = ()

    async def __call__(self, command: Command) -> Goal:
        now = self.clock.now()
        goal = Goal(
            id=GoalId(self.ids.new()),
            session_id=command.session_id,
            title=command.title,
            description=command.description,
            success_criteria=command.success_criteria,
            keywords=command.keywords,
            created_at=now,
            updated_at=now,
        )
        async with self.begin() as work:
            if await work.participants.role_in(command.session_id, command.user_id) is not ParticipantRole.SEEKER:
                raise NotGoalOwner
            if await work.participants.is_over(command.session_id):
                raise GoalFrozen
            await work.goals.add(goal)
        return goal
