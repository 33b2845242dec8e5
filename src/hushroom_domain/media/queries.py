"""The queries about rooms; each one is one statement."""

from collections.abc import Collection
from typing import Protocol

from attrs import frozen

from hushroom_domain.identity.model import User
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import SessionId, UserId


@frozen
class RoomVisitor:
    """A session and the user who wants to enter its room, who may be no participant; None for an unknown user."""

    session: Session
    user: User | None


class MediaQueries(Protocol):
    """The queries about rooms."""

    async def visitor(self, session_id: SessionId, user_id: UserId) -> RoomVisitor | None:
        """Returns the session and the user, None without such a session; the caller checks the rights of the user."""
        ...

    async def without_room(self, session_ids: Collection[SessionId]) -> frozenset[SessionId]:
        """Returns the sessions among these that keep no room (`Session.keeps_room`); unknown ones are left out."""
        ...
