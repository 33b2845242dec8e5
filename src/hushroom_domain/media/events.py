"""The events of media."""

from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import SessionId


@frozen
class RoomLeftOpen(Event):
    """A room is open, or a user entered it, although its session keeps none; it is to be closed."""

    name: ClassVar[str] = "media.room_left_open"
    session_id: SessionId
