"""The audio rooms of sessions over the real protocol: nobody stays in a room after the end, whatever tokens are
valid.
"""

from collections.abc import AsyncIterator

import httpx
import pytest
from attrs import frozen

from hushroom_domain.media.use_cases.enter_room import EnterRoom
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.rules.room_names import room_name_of
from tests.integration.realtime.harness import RealtimeHarness
from tests.support.existing import existing
from tests.support.waiting import PATIENCE_SECONDS, until


@frozen
class AudioRoomsHarness:
    """The platform, and the local media server that sends it notices."""

    stage: RealtimeHarness
    peer: httpx.AsyncClient

    async def running(self) -> Session:
        """Returns a session with both participants in its room."""
        session = await self.stage.lives.running()
        await self.stage.settle()
        for user_id in (session.seeker_id, session.companion_user_id):
            command = EnterRoom.Command(existing(user_id), session.id)
            admission = await self.stage.platform.application.media.enter_room(command)
            await self.enter(admission.token)
        return session

    async def enter(self, token: str) -> None:
        (await self.peer.post("/_sandbox/join", json={"token": token})).raise_for_status()

    async def renewed(self, session: Session, user_id: object) -> str:
        """Returns the token that the media server sent to the connected client of this user."""
        where = {"room": room_name_of(session.id), "identity": str(user_id)}
        answer = await self.peer.post("/_sandbox/renew", json=where)
        token: str = answer.raise_for_status().json()["token"]
        return token

    async def accepted(self, session: Session) -> list[tuple[str, str]]:
        """Returns the kind and the connection of the notices about this room that the platform has taken."""
        notices = (await self.peer.get("/_sandbox/notices/accepted")).json()
        ours = [notice for notice in notices if notice["room"]["name"] == room_name_of(session.id)]
        return [(notice["event"], notice["participant"]["sid"]) for notice in ours if "participant" in notice]

    async def is_empty(self, session: Session) -> bool:
        """Runs all reactions and checks that the room is closed."""
        await self.stage.settle()
        return room_name_of(session.id) not in await self.stage.platform.application.media.sweep.rooms.names()


@pytest.fixture
async def studio(stage: RealtimeHarness) -> AsyncIterator[AudioRoomsHarness]:
    # Without hooks, because the responses of the media server are not those of the API.
    async with httpx.AsyncClient(
        base_url=stage.environment["LIVEKIT_URL"], event_hooks={}, timeout=PATIENCE_SECONDS
    ) as peer:
        await peer.put("/_sandbox/webhook", json={"url": f"{stage.url}/api/v1/media/webhook"})
        yield AudioRoomsHarness(stage, peer)
        await peer.delete("/_sandbox/faults")
        await peer.put("/_sandbox/webhook", json={"url": None})


async def test_a_token_that_the_server_renewed_lets_nobody_talk_on_after_the_end(studio: AudioRoomsHarness) -> None:
    session = await studio.running()
    tokens = [await studio.renewed(session, user_id) for user_id in (session.seeker_id, session.companion_user_id)]
    await studio.stage.step(session.seeker_id, session, "end")
    assert await studio.is_empty(session)
    for _ in range(2):
        for token in tokens:
            await studio.enter(token)
        assert await until(lambda: studio.is_empty(session), seconds=PATIENCE_SECONDS)


async def test_the_sweep_puts_out_those_of_whom_no_notice_told(studio: AudioRoomsHarness) -> None:
    session = await studio.running()
    token = await studio.renewed(session, session.seeker_id)
    await studio.stage.step(session.companion_user_id, session, "end")
    assert await studio.is_empty(session)
    await studio.peer.post("/_sandbox/faults", json={"trouble": "drop", "where": "notice", "times": 1000})
    await studio.enter(token)
    assert not await studio.is_empty(session)
    assert await studio.stage.platform.application.media.sweep() == 1
    assert await studio.is_empty(session)


async def test_the_late_end_of_a_connection_that_was_replaced_changes_nothing(studio: AudioRoomsHarness) -> None:
    session = await studio.running()
    await studio.peer.post(
        "/_sandbox/faults",
        json={"trouble": "delay", "where": "notice", "name": "participant_left", "seconds": 0.5},
    )
    await studio.enter(await studio.renewed(session, session.seeker_id))

    async def came_late() -> bool:
        return "participant_left" in [kind for kind, _ in await studio.accepted(session)]

    assert await until(came_late, seconds=PATIENCE_SECONDS)
    (*_, (last, entered), (late, ended)) = await studio.accepted(session)
    assert (last, late) == ("participant_joined", "participant_left")
    assert entered != ended
    assert not await studio.is_empty(session)
    rooms = studio.stage.platform.application.media.sweep.rooms
    assert await rooms.participants(room_name_of(session.id)) == {
        str(session.seeker_id),
        str(session.companion_user_id),
    }
    command = EnterRoom.Command(session.seeker_id, session.id)
    assert (await studio.stage.platform.application.media.enter_room(command)).token
