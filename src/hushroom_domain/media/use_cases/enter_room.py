"""Let a party into the room."""

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
    """A token for one room."""

    token: str
    room_name: str


@frozen
class EnterRoom:
    """A token of minutes that lets a party into the session's room, and nowhere else.

    The room is opened first, because the media server closes one that stood empty: what a token opens has our limits.
    Refuses with `SessionNotFound`, `NotParticipant`, `NoRoom` (none yet, or none any more) and `MediaUnavailable`.
    """

    queries: MediaQueries
    rooms: Rooms

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        session_id: SessionId

    async def __call__(self, command: Command) -> Admission:
        guest = await self.queries.guest(command.session_id, command.user_id)
        if guest is None:
            raise SessionNotFound
        session, user = guest.session, guest.user
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
        return Admission(token, session.room_name)
