"""Use case: judge whether a goal was achieved."""

from typing import Annotated

from attrs import frozen

from hushroom_domain.goals.errors import NotGoalOwner
from hushroom_domain.goals.model import Goal
from hushroom_domain.goals.policy import NOTE
from hushroom_domain.goals.ports import GoalWork
from hushroom_domain.shared.ids import GoalId, UserId
from hushroom_domain.shared.inputs import UNCHANGED, Unchanged, ValidatedInput
from hushroom_domain.shared.participants import ParticipantRole
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class JudgeGoal:
    """Stores the seeker's judgement and note; None clears either of them.

    Raises: ValidationFailed, GoalNotFound, NotGoalOwner.
    """

    begin: Begin[GoalWork]
    clock: Clock

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        user_id: UserId
        goal_id: GoalId
        is_achieved: bool | Unchanged | None = UNCHANGED
        achievement_note: Annotated[str | Unchanged | None, NOTE] = UNCHANGED

    async def __call__(self, command: Command) -> Goal:
        note, is_achieved = command.achievement_note, command.is_achieved
        async with self.begin() as work:
            goal = await work.goals.lock(command.goal_id)
            if await work.participants.role_in(goal.session_id, command.user_id) is not ParticipantRole.SEEKER:
                raise NotGoalOwner
            change = goal.judged(
                is_achieved=goal.is_achieved if isinstance(is_achieved, Unchanged) else is_achieved,
                note=goal.achievement_note if isinstance(note, Unchanged) else note,
                now=self.clock.now(),
            )
            await work.goals.save(change.entity)
            await work.outbox.add(change.events)
        return change.entity
