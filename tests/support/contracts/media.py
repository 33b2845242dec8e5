"""Contract tests of the media queries."""

from hushroom_domain.media.queries import RoomVisitor
from hushroom_domain.sessions.state_machine import OVER, SessionStatus
from tests.support.builders import an_id
from tests.support.contracts.storage import Storage


class MediaContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_visitor_is_a_session_and_a_user_whatever_they_are_to_each_other(self, kept: Storage) -> None:
        role, stranger = await kept.user(), await kept.user()
        session = await kept.session(await kept.companion(), role)
        await kept.session(seeker=stranger)
        for user in (role, stranger):
            assert await kept.asked.media.visitor(session.id, user.id) == RoomVisitor(session, user)
        assert await kept.asked.media.visitor(session.id, an_id()) == RoomVisitor(session, None)
        assert await kept.asked.media.visitor(an_id(), role.id) is None

    async def test_a_session_keeps_its_room_until_it_is_over(self, kept: Storage) -> None:
        companion = await kept.companion()
        sessions = [
            await kept.session(companion, status=status, room_name=room_name)
            for status in SessionStatus
            for room_name in (None, "session-1")
        ]
        expected = {session.id for session in sessions if not session.keeps_room}
        assert len(expected) == len(SessionStatus) + len(OVER)
        asked = [an_id(), *(session.id for session in sessions)]
        assert await kept.asked.media.without_room(asked) == expected
        assert await kept.asked.media.without_room([]) == frozenset()
