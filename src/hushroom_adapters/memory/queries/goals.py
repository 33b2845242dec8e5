"""What can be asked about goals."""

from attrs import frozen

from hushroom_adapters.memory.goals import goal_of
from hushroom_adapters.memory.queries.access import session_seen_by
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import SessionId


@frozen
class MemoryGoalQueries:
    """Implements `GoalQueries`."""

    tables: Tables

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> Goal | None:
        return goal_of(self.tables, session_id) if session_seen_by(self.tables, session_id, viewer) else None
