"""Goals in memory."""

from attrs import frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.goals.errors import GoalExists, GoalNotFound
from hushroom_domain.goals.model import Goal
from hushroom_domain.shared.ids import GoalId, SessionId


def goal_of(tables: Tables, session_id: SessionId) -> Goal | None:
    """Returns the session's goal, None when there is none."""
    return next((goal for goal in tables.goals.values() if goal.session_id == session_id), None)


@frozen
class MemoryGoals:
    """Implements `Goals`."""

    tables: Tables

    async def add(self, goal: Goal) -> None:
        if goal_of(self.tables, goal.session_id) is not None:
            raise GoalExists
        self.tables.goals.put(goal.id, goal)

    async def lock(self, goal_id: GoalId) -> Goal:
        goal = self.tables.goals.get(goal_id)
        if goal is None:
            raise GoalNotFound
        return goal

    async def of_session(self, session_id: SessionId) -> Goal | None:
        return goal_of(self.tables, session_id)

    async def save(self, goal: Goal) -> None:
        self.tables.goals.put(goal.id, goal)


class MemoryGoalRepositories(MemoryRepositories):
    """The repositories of goals in one transaction."""

    @property
    def goals(self) -> MemoryGoals:
        return MemoryGoals(self.tables)
