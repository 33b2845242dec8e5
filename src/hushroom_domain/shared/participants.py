"""The two parties of a session, for every feature that asks who somebody is in one."""

from enum import StrEnum
from typing import Protocol

from hushroom_domain.shared.ids import SessionId, UserId


class ParticipantRole(StrEnum):
    """The buyer of a session and the one who is present for them."""

    SEEKER = "SEEKER"
    COMPANION = "COMPANION"


class Participants(Protocol):
    """Who is who in which session."""

    async def party(self, session_id: SessionId, user_id: UserId) -> ParticipantRole | None:
        """The user's side; None for a stranger. Refuses with `SessionNotFound`."""
        ...
