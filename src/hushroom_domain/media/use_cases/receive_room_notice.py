"""Acting on a notice of the media server that a room is in use."""

from attrs import frozen

from hushroom_domain.media.events import RoomLeftOpen
from hushroom_domain.media.ports import MediaWork
from hushroom_domain.sessions.rules.room_names import session_of_room
from hushroom_domain.shared.ports import Begin


@frozen
class ReceiveRoomNotice:
    """Announces a room that was opened or entered although its session keeps none. Safe to repeat.

    Rooms with other names and rooms of unknown sessions stay as they are.
    """

    begin: Begin[MediaWork]

    async def __call__(self, room_name: str) -> None:
        session_id = session_of_room(room_name)
        if session_id is None:
            return
        async with self.begin() as work:
            session = await work.sessions.get(session_id)
            if session is not None and not session.keeps_room:
                await work.outbox.add([RoomLeftOpen(session.id)])
