"""A media server that forwards every call, for tests in which something happens during a call."""

from datetime import timedelta

from attrs import frozen

from hushroom_domain.media.ports import Rooms


@frozen
class RelayedRooms:
    """Forwards every call to other rooms; a test overrides the call that it disturbs."""

    rooms: Rooms

    @property
    def url(self) -> str:
        return self.rooms.url

    async def open(self, name: str, *, empty_timeout_seconds: int, max_participants: int) -> None:
        await self.rooms.open(name, empty_timeout_seconds=empty_timeout_seconds, max_participants=max_participants)

    async def close(self, name: str) -> None:
        await self.rooms.close(name)

    async def names(self) -> frozenset[str]:
        return await self.rooms.names()

    async def participants(self, name: str) -> frozenset[str]:
        return await self.rooms.participants(name)

    def token(self, name: str, *, identity: str, display_name: str | None, lifetime: timedelta) -> str:
        return self.rooms.token(name, identity=identity, display_name=display_name, lifetime=lifetime)
