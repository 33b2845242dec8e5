"""Audio rooms in memory."""

from datetime import timedelta

from attrs import define, field

from hushroom_domain.media.errors import MediaUnavailable


@define
class MemoryRooms:
    """Implements `Rooms`. While `is_down` every call refuses, as a media server that does not answer."""

    inside: dict[str, set[str]] = field(factory=dict)
    is_down: bool = False
    url: str = "ws://127.0.0.1:7880"

    async def open(self, name: str, *, empty_timeout_seconds: int, max_participants: int) -> None:
        assert empty_timeout_seconds > 0
        assert max_participants > 0
        self._answer()
        self.inside.setdefault(name, set())

    async def close(self, name: str) -> None:
        self._answer()
        self.inside.pop(name, None)

    async def names(self) -> frozenset[str]:
        self._answer()
        return frozenset(self.inside)

    async def participants(self, name: str) -> frozenset[str]:
        self._answer()
        return frozenset(self.inside.get(name, ()))

    def token(self, name: str, *, identity: str, display_name: str | None, lifetime: timedelta) -> str:
        """Returns a readable token; it gives no access, because there is no audio here."""
        return f"room:{name}:{identity}:{display_name or ''}:{int(lifetime.total_seconds())}"

    def enter(self, name: str, identity: str) -> None:
        """Adds a person to a room, and opens the room again if it is closed."""
        self.inside.setdefault(name, set()).add(identity)

    def _answer(self) -> None:
        if self.is_down:
            raise MediaUnavailable
