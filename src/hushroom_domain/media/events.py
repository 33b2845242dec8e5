"""What media announces."""

from typing import ClassVar

from attrs import frozen

from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ids import SessionId


@frozen
class RoomLeftOpen(Event):
    """A room is open, or somebody went into it, although its session keeps none."""

    name: ClassVar[str] = "media.room_left_open"
    session_id: SessionId
