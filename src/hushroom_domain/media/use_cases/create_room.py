"""Opening a session's room before its start."""

from attrs import evolve, frozen

from hushroom_domain.media.errors import RoomExists, RoomTooEarly
from hushroom_domain.media.policy import EMPTY_TIMEOUT_SECONDS, MAX_PARTICIPANTS
from hushroom_domain.media.ports import MediaWork, Rooms
from hushroom_domain.sessions.errors import NotParticipant
from hushroom_domain.sessions.rules.room_names import room_name_of
from hushroom_domain.sessions.state_machine import HOLDS_A_SEAT, SessionStatus
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin

MAY_HAVE_ROOM = HOLDS_A_SEAT - {SessionStatus.MATCHED}
"""The statuses of a session that is paid for and not over."""


@frozen
class CreateRoom:
    """Opens the room on behalf of a participant and returns its name.

    After MediaUnavailable nothing is stored, so that the same request can be repeated.

    Raises: SessionNotFound, NotParticipant, RoomTooEarly, RoomExists, MediaUnavailable.
    """

    begin: Begin[MediaWork]
    rooms: Rooms

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId

    async def __call__(self, command: Command) -> str:
        name = room_name_of(command.session_id)
        async with self.begin() as work:
            session = await work.sessions.lock(command.session_id)
            if session.role_of(command.user_id) is None:
                raise NotParticipant
            if session.room_name is not None:
                raise RoomExists
            if session.status not in MAY_HAVE_ROOM:
                raise RoomTooEarly
        await self.rooms.open(name, empty_timeout_seconds=EMPTY_TIMEOUT_SECONDS, max_participants=MAX_PARTICIPANTS)
        if not await self._store_name(command.session_id, name):
            await self.rooms.close(name)
            raise RoomTooEarly
        return name

    async def _store_name(self, session_id: SessionId, name: str) -> bool:
        """Stores the name; returns whether the session may still have a room, because it may be cancelled meanwhile.

        Raises: RoomExists.
        """
        async with self.begin() as work:
            session = await work.sessions.lock(session_id)
            if session.room_name is not None:
                raise RoomExists
            if session.status not in MAY_HAVE_ROOM:
                return False
            await work.sessions.save(evolve(session, room_name=name))
        return True
