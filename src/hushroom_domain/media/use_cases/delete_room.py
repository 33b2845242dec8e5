"""Closing a session's room on behalf of a participant."""

from attrs import evolve, frozen

from hushroom_domain.media.errors import NoRoom
from hushroom_domain.media.ports import MediaWork, Rooms
from hushroom_domain.sessions.errors import NotParticipant
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin


@frozen
class DeleteRoom:
    """Closes the room, which can be opened again while the session lasts.

    Raises: SessionNotFound, NotParticipant, NoRoom, MediaUnavailable.
    """

    begin: Begin[MediaWork]
    rooms: Rooms

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId

    async def __call__(self, command: Command) -> None:
        async with self.begin() as work:
            session = await work.sessions.lock(command.session_id)
            if session.role_of(command.user_id) is None:
                raise NotParticipant
            if session.room_name is None:
                raise NoRoom
        await self.rooms.close(session.room_name)
        async with self.begin() as work:
            session = await work.sessions.lock(command.session_id)
            await work.sessions.save(evolve(session, room_name=None))
