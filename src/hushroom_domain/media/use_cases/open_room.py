"""Opening the room of a running session."""

from attrs import frozen

from hushroom_domain.media.policy import EMPTY_TIMEOUT_SECONDS, MAX_PARTICIPANTS
from hushroom_domain.media.ports import MediaWork, Rooms
from hushroom_domain.sessions.state_machine import RUNNING
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Begin


@frozen
class OpenRoom:
    """Opens the room of a running session; a session that is over before or during the call keeps none.

    Raises: MediaUnavailable.
    """

    begin: Begin[MediaWork]
    rooms: Rooms

    async def __call__(self, session_id: SessionId) -> None:
        room_name = await self._room_of(session_id)
        if room_name is None:
            return
        await self.rooms.open(room_name, empty_timeout_seconds=EMPTY_TIMEOUT_SECONDS, max_participants=MAX_PARTICIPANTS)
        # The session may have ended, and its room been closed, just before this opening.
        if await self._room_of(session_id) is None:
            await self.rooms.close(room_name)

    async def _room_of(self, session_id: SessionId) -> str | None:
        async with self.begin() as work:
            session = await work.sessions.get(session_id)
        return session.room_name if session is not None and session.status in RUNNING else None
