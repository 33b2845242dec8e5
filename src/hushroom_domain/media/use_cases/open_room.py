"""Open the room of a session."""

from attrs import frozen

from hushroom_domain.media.policy import EMPTY_TIMEOUT_SECONDS, MAX_PARTICIPANTS
from hushroom_domain.media.ports import MediaWork, Rooms
from hushroom_domain.sessions.machine import Status
from hushroom_domain.shared.ids import SessionId
from hushroom_domain.shared.ports import Begin

RUNNING = frozenset({Status.IN_PROGRESS, Status.PAUSED})


@frozen
class OpenRoom:
    """Make the room of a running session be there; one that is over by now gets none."""

    begin: Begin[MediaWork]
    rooms: Rooms

    async def __call__(self, session_id: SessionId) -> None:
        async with self.begin() as work:
            session = await work.sessions.get(session_id)
        if session is not None and session.room_name and session.status in RUNNING:
            await self.rooms.open(
                session.room_name,
                empty_timeout_seconds=EMPTY_TIMEOUT_SECONDS,
                max_participants=MAX_PARTICIPANTS,
            )
