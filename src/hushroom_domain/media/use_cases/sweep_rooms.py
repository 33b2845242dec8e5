"""Closing rooms whose notices were lost."""

from attrs import frozen

from hushroom_domain.media.policy import SWEPT_AT_ONCE
from hushroom_domain.media.ports import Rooms
from hushroom_domain.media.queries import MediaQueries
from hushroom_domain.sessions.rules.room_names import room_name_of, session_of_room


@frozen
class SweepRooms:
    """Closes the rooms at the media server whose sessions keep none, `SWEPT_AT_ONCE` in one run at most.

    Rooms with other names and rooms of unknown sessions stay open, because several platforms may share one server.

    Raises: MediaUnavailable.
    """

    queries: MediaQueries
    rooms: Rooms

    async def __call__(self) -> int:
        """Returns the number of closed rooms."""
        open_rooms = {session_of_room(name) for name in await self.rooms.names()}
        ours = [session_id for session_id in open_rooms if session_id is not None]
        if not ours:
            return 0
        stray = sorted(await self.queries.without_room(ours))[:SWEPT_AT_ONCE]
        for session_id in stray:
            await self.rooms.close(room_name_of(session_id))
        return len(stray)
