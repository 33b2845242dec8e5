"""What can be asked about goals; each question is one statement."""

from typing import Protocol

from hushroom_domain.goals.model import Goal
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import SessionId


class GoalQueries(Protocol):
    """Reads about goals."""

    async def of_session(self, session_id: SessionId, viewer: Viewer) -> Goal | None:
        """The session's goal, if the viewer is a party of the session or an admin."""
        ...
