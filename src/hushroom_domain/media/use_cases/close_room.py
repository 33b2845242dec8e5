"""Close the room of a session."""

from attrs import frozen

from hushroom_domain.media.ports import MediaWork, Rooms
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Begin


@frozen
class CloseRoom:
    """Make the room of a session be gone, if it ever had one."""

    begin: Begin[MediaWork]
    rooms: Rooms

    async def __call__(self, session_id: SessionId) -> None:
        async with self.begin() as work:
            session = await work.sessions.get(session_id)
        if session is not None and session.room_name:
            await self.rooms.close(session.room_name)
