"""Broadcasts in memory: the messages that people in a room would have received."""

from typing import TypeVar

from attrs import define, field

from hushroom_domain.notifications.model import RoomMessage
from hushroom_domain.shared.ids import UserId

M = TypeVar("M", bound=RoomMessage)


@define
class MemoryBroadcasts:
    """Implements `Broadcasts`; `sent` keeps every message in order."""

    sent: list[RoomMessage] = field(factory=list)
    checked: list[UserId] = field(factory=list)
    """The users whose connections were to be checked."""
    noticed: list[UserId] = field(factory=list)
    """The users whose notifications were to be looked for."""

    async def send(self, message: RoomMessage) -> None:
        self.sent.append(message)

    async def access_ended(self, user_id: UserId) -> None:
        self.checked.append(user_id)

    async def notified(self, user_id: UserId) -> None:
        self.noticed.append(user_id)

    def of(self, kind: type[M]) -> list[M]:
        """Returns the messages of one kind."""
        return [message for message in self.sent if isinstance(message, kind)]
