"""Goals in PostgreSQL."""

from attrs import frozen

from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_domain.goals.errors import GoalNotFound
from hushroom_domain.goals.model import Goal
from hushroom_domain.shared.ids import GoalId, SessionId

_GOALS = TableStatements(GOAL)
_OF_SESSION = _GOALS.by(GOALS.c.session_id)


@frozen
class PostgresGoals:
    """Implements `Goals`."""

    transaction: Transaction

    async def add(self, goal: Goal) -> None:
        await self.transaction.add(_GOALS, goal)

    async def lock(self, goal_id: GoalId) -> Goal:
        goal = await self.transaction.one(GOAL, _GOALS.lock_by_id, id=goal_id)
        if goal is None:
            raise GoalNotFound
        return goal

    async def of_session(self, session_id: SessionId) -> Goal | None:
        return await self.transaction.one(GOAL, _OF_SESSION, session_id=session_id)

    async def save(self, goal: Goal) -> None:
        await self.transaction.save(_GOALS, goal)


class PostgresGoalRepositories(PostgresRepositories):
    """The repositories of goals in one transaction."""

    @property
    def goals(self) -> PostgresGoals:
        return PostgresGoals(self.transaction)
