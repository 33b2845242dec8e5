"""The roles of users in sessions."""

from enum import StrEnum
from typing import Protocol

from hushroom_domain.shared.ids import SessionId, UserId


class ParticipantRole(StrEnum):
    """The roles in a session: the seeker buys it, the companion serves it."""

    SEEKER = "SEEKER"
    COMPANION = "COMPANION"


class Participants(Protocol):
    """Finds the role of a user in a session, and whether the session is over."""

    async def role_in(self, session_id: SessionId, user_id: UserId) -> ParticipantRole | None:
        """Returns the user's role; None for a user who is not in the session. Raises: SessionNotFound."""
        ...

    async def is_over(self, session_id: SessionId) -> bool:
        """Returns whether the session took place or was cancelled. Raises: SessionNotFound."""
        ...
