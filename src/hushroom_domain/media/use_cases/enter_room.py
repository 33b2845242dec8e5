"""Entering the room of a session."""

from attrs import frozen

from hushroom_domain.identity.errors import UserNotFound
from hushroom_domain.media.errors import NoRoom
from hushroom_domain.media.policy import EMPTY_TIMEOUT_SECONDS, MAX_PARTICIPANTS, TOKEN_LIFETIME
from hushroom_domain.media.ports import Rooms
from hushroom_domain.media.queries import MediaQueries
from hushroom_domain.sessions.errors import NotParticipant, SessionNotFound
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.inputs import ValidatedInput


@frozen
class Admission:
    """A token for one room, with the room's name and the address of the media server."""

    token: str
    room_name: str
    url: str


@frozen
class EnterRoom:
    """Returns a token, valid for minutes, by which a participant enters the room of this session only.

    The room is opened first, because the media server closes empty rooms, and a room that a token opens by itself
    would not have our limits.

    Raises: SessionNotFound, NotParticipant, NoRoom, UserNotFound, MediaUnavailable.
    """

    queries: MediaQueries
    rooms: Rooms

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId

    async def __call__(self, command: Command) -> Admission:
        visitor = await self.queries.visitor(command.session_id, command.user_id)
        if visitor is None:
            raise SessionNotFound
        session, user = visitor.session, visitor.user
        if session.role_of(command.user_id) is None:
            raise NotParticipant
        if session.room_name is None or not session.keeps_room:
            raise NoRoom
        if user is None:
            raise UserNotFound
        await self.rooms.open(
            session.room_name, empty_timeout_seconds=EMPTY_TIMEOUT_SECONDS, max_participants=MAX_PARTICIPANTS
        )
        name = user.display_name or user.first_name
        token = self.rooms.token(session.room_name, identity=str(user.id), display_name=name, lifetime=TOKEN_LIFETIME)
        return Admission(token, session.room_name, self.rooms.url)
