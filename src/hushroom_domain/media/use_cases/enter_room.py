"""Let a party into the room."""

from attrs import frozen

from hushroom_domain.accounts.errors import UserNotFound
from hushroom_domain.media.errors import NoRoom
from hushroom_domain.media.policy import TOKEN_LIFETIME
from hushroom_domain.media.ports import Rooms
from hushroom_domain.media.queries import MediaViews
from hushroom_domain.sessions.errors import NotSessionParty, SessionNotFound
from hushroom_domain.sessions.machine import ENDED, Status
from hushroom_domain.shared.ids import SessionId, UserId

OVER = ENDED | {Status.CANCELLED}


@frozen
class Admission:
    """A token for one room."""

    token: str
    room_name: str


@frozen
class EnterRoom:
    """A token that lets a party into the session's room, and nowhere else.

    Refuses with `SessionNotFound`, `NotSessionParty` and `NoRoom` (none yet, or none any more).
    """

    views: MediaViews
    rooms: Rooms

    @frozen
    class Command:
        user_id: UserId
        session_id: SessionId

    async def __call__(self, command: Command) -> Admission:
        guest = await self.views.guest(command.session_id, command.user_id)
        if guest is None:
            raise SessionNotFound
        session, user = guest.session, guest.user
        if session.party_of(command.user_id) is None:
            raise NotSessionParty
        if session.room_name is None or session.status in OVER:
            raise NoRoom
        if user is None:
            raise UserNotFound
        name = user.display_name or user.first_name
        token = self.rooms.token(session.room_name, identity=str(user.id), display_name=name, lifetime=TOKEN_LIFETIME)
        return Admission(token, session.room_name)
