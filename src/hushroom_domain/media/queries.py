"""What can be asked about rooms; each question is one statement."""

from collections.abc import Collection
from typing import Protocol

from attrs import frozen

from hushroom_domain.identity.model import User
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import SessionId, UserId


@frozen
class RoomVisitor:
    """Somebody before the door of a session's room: a party or not, and None when there is no such user."""

    session: Session
    user: User | None


class MediaQueries(Protocol):
    """Reads about rooms."""

    async def guest(self, session_id: SessionId, user_id: UserId) -> RoomVisitor | None:
        """The session and the user; None without such a session. The caller checks what they are to each other."""
        ...

    async def without_room(self, session_ids: Collection[SessionId]) -> frozenset[SessionId]:
        """Those of these sessions whose room may not be open, by `Session.keeps_room`; unknown ones are left out."""
        ...
