"""The use cases of goals, wired from the ports that they need."""

from typing import Self

from attrs import frozen

from hushroom_domain.goals.ports import GoalWork
from hushroom_domain.goals.queries import GoalQueries
from hushroom_domain.goals.use_cases.judge_goal import JudgeGoal
from hushroom_domain.goals.use_cases.set_goal import SetGoal
from hushroom_domain.shared.ports import SharedPorts

__all__ = ["GoalQueries", "GoalUseCases", "GoalWork"]


@frozen(kw_only=True)
class GoalUseCases:
    """The use cases of goals."""

    set: SetGoal
    judge: JudgeGoal

    @classmethod
    def of(cls, ports: SharedPorts[GoalWork]) -> Self:
        """Builds the use cases on these ports."""
        return cls(set=SetGoal(ports.begin, ports.clock, ports.ids), judge=JudgeGoal(ports.begin, ports.clock))
