"""Query port of goals; each query is one statement."""

from typing import Protocol

from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import SessionId


class GoalQueries(Protocol):
    """Reads goals."""

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> Goal | None:
        """Returns the session's goal to a participant of the session or an administrator; None to others."""
        ...
