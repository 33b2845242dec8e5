"""The queries about goals on PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, select

from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.goals.mappings import GOAL
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.sessions.access import as_viewer, seen_by_viewer
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import SessionId

_OF_SESSION = (
    select(*GOAL.columns)
    .select_from(GOALS.join(SESSIONS))
    .where(GOALS.c.session_id == bindparam("session"), seen_by_viewer())
)


@frozen
class PostgresGoalQueries:
    """Implements `GoalQueries`."""

    executor: QueryExecutor

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> Goal | None:
        return await self.executor.one(GOAL, _OF_SESSION, session=session_id, **as_viewer(viewer))
