"""Let a party into the room."""

from attrs import frozen

from hushroom_domain.accounts.errors import UserNotFound
from hushroom_domain.media.errors import NoRoom
from hushroom_domain.media.policy import TOKEN_LIFETIME
from hushroom_domain.media.ports import MediaWork, Rooms
from hushroom_domain.sessions.errors import NotSessionParty, SessionNotFound
from hushroom_domain.sessions.machine import ENDED, Status
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.ports import Begin

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

    begin: Begin[MediaWork]
    rooms: Rooms

    @frozen
    class Command:
        user_id: UserId
        session_id: SessionId

    async def __call__(self, command: Command) -> Admission:
        async with self.begin() as work:
            session = await work.sessions.get(command.session_id)
            user = await work.users.get(command.user_id)
        if session is None:
            raise SessionNotFound
        if session.party_of(command.user_id) is None:
            raise NotSessionParty
        if session.room_name is None or session.status in OVER:
            raise NoRoom
        if user is None:
            raise UserNotFound
        name = user.display_name or user.first_name
        token = self.rooms.token(session.room_name, identity=str(user.id), display_name=name, lifetime=TOKEN_LIFETIME)
        return Admission(token, session.room_name)
