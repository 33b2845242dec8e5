"""What can be asked about goals, from PostgreSQL."""

from attrs import frozen
from sqlalchemy import bindparam, select

from hushroom_adapters.postgres.entities import GOAL
from hushroom_adapters.postgres.statements import Reads
from hushroom_adapters.postgres.tables import GOALS, SESSIONS
from hushroom_adapters.postgres.views.access import as_viewer, seen_by_viewer
from hushroom_domain.accounts.model import Viewer
from hushroom_domain.goals.model import Goal
from hushroom_domain.shared.ids import SessionId

_OF_SESSION = (
    select(*GOAL.columns)
    .select_from(GOALS.join(SESSIONS))
    .where(GOALS.c.session_id == bindparam("session"), seen_by_viewer())
)


@frozen
class PostgresGoalViews:
    """Implements `GoalViews`."""

    reads: Reads

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> Goal | None:
        return await self.reads.one(GOAL, _OF_SESSION, session=session_id, **as_viewer(viewer))
