"""Closing the room of a session that is over."""

from attrs import frozen

from hushroom_domain.media.ports import MediaWork, Rooms
from hushroom_domain.sessions.rules.room_names import room_name_of
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Begin


@frozen
class CloseRoom:
    """Closes the room of a session that keeps none, and removes its participants. Safe to repeat.

    The room is closed by its name even when the session stores none, because a token that is still valid opens it
    again. A session that never had a companion never issued a token.

    Raises: MediaUnavailable.
    """

    begin: Begin[MediaWork]
    rooms: Rooms

    async def __call__(self, session_id: SessionId) -> None:
        async with self.begin() as work:
            session = await work.sessions.get(session_id)
        if session is not None and session.companion_id is not None and not session.keeps_room:
            await self.rooms.close(session.room_name or room_name_of(session.id))
