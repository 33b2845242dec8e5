"""The query port of drift; each query is one statement."""

from typing import Protocol

from hushroom_domain.drift.model import DriftLog
from hushroom_domain.shared.ids import SessionId, UserId

SHOWN = 20
"""The number of drift logs of one session that a reader gets."""


class DriftQueries(Protocol):
    """Reads about drift."""

    async def of_session(self, session_id: SessionId, user_id: UserId) -> tuple[DriftLog, ...]:
        """Returns the newest logs of a session to one of its participants, at most `SHOWN`; none to others."""
        ...
