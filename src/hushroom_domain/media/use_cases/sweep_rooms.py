"""Close the rooms that should be closed and are not."""

from attrs import frozen

from hushroom_domain.media.policy import SWEPT_AT_ONCE
from hushroom_domain.media.ports import Rooms
from hushroom_domain.media.queries import MediaQueries
from hushroom_domain.sessions.model import room_name_of, session_of_room


@frozen
class SweepRooms:
    """Closes the rooms at the media server whose sessions keep none, as a net for lost notices; how many were closed.

    At most 200 in one run. Rooms of other names, and of sessions that are not known here, are left alone: several
    platforms may share one media server. Refuses with `MediaUnavailable`.
    """

    queries: MediaQueries
    rooms: Rooms

    async def __call__(self) -> int:
        open_rooms = {session_of_room(name) for name in await self.rooms.names()}
        ours = [session_id for session_id in open_rooms if session_id is not None]
        if not ours:
            return 0
        stray = sorted(await self.queries.without_room(ours))[:SWEPT_AT_ONCE]
        for session_id in stray:
            await self.rooms.close(room_name_of(session_id))
        return len(stray)
