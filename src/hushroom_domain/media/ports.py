"""What media needs from the world."""

from datetime import timedelta
from typing import Protocol

from hushroom_domain.sessions.ports import Sessions
from hushroom_domain.shared.ports import Outbox


class Rooms(Protocol):
    """Audio rooms at the media server; every call may refuse with `MediaUnavailable`."""

    async def open(self, name: str, *, empty_timeout_seconds: int, max_participants: int) -> None:
        """Make the room be there; it may be already."""
        ...

    async def close(self, name: str) -> None:
        """Make the room be gone, with everybody in it; it may be already."""
        ...

    async def names(self) -> frozenset[str]:
        """The names of all rooms that are open at the server, those of others included."""
        ...

    async def participants(self, name: str) -> frozenset[str]:
        """The identities of those inside; empty when there is no such room."""
        ...

    def token(self, name: str, *, identity: str, display_name: str | None, lifetime: timedelta) -> str:
        """A token that lets one person into this one room."""
        ...


class MediaWork(Protocol):
    """One transaction, as media sees it."""

    @property
    def sessions(self) -> Sessions: ...
    @property
    def outbox(self) -> Outbox: ...
