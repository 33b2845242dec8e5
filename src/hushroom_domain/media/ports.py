"""The ports of media."""

from datetime import timedelta
from typing import Protocol

from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ports import Outbox


class Rooms(Protocol):
    """The audio rooms at the media server. Raises: MediaUnavailable, by each call of the server."""

    @property
    def url(self) -> str:
        """Returns the address to which clients connect, ws or wss."""
        ...

    async def open(self, name: str, *, empty_timeout_seconds: int, max_participants: int) -> None:
        """Opens the room; a room that is open already stays as it is."""
        ...

    async def close(self, name: str) -> None:
        """Closes the room and removes its participants; a missing room is no error."""
        ...

    async def names(self) -> frozenset[str]:
        """Returns the names of all open rooms at the server, also of rooms that other platforms opened."""
        ...

    async def participants(self, name: str) -> frozenset[str]:
        """Returns the identities of the participants in the room, none when there is no such room."""
        ...

    def token(self, name: str, *, identity: str, display_name: str | None, lifetime: timedelta) -> str:
        """Returns a token by which one person enters this one room."""
        ...


class MediaWork(Protocol):
    """One transaction with the repositories that media needs."""

    @property
    def sessions(self) -> Sessions: ...
    @property
    def outbox(self) -> Outbox: ...
