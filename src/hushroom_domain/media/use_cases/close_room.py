"""Close the room of a session."""

from attrs import frozen

from hushroom_domain.media.ports import MediaWork, Rooms
from hushroom_domain.sessions.model import room_name_of
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Begin


@frozen
class CloseRoom:
    """Make the room of a session that keeps none be gone, with everybody in it. Safe to repeat.

    The room goes by its name, whether or not one is noted: a token that somebody still has opens it again. A session
    that never had a companion let nobody into a room.
    """

    begin: Begin[MediaWork]
    rooms: Rooms

    async def __call__(self, session_id: SessionId) -> None:
        async with self.begin() as work:
            session = await work.sessions.get(session_id)
        if session is not None and session.companion_id is not None and not session.keeps_room:
            await self.rooms.close(session.room_name or room_name_of(session.id))
