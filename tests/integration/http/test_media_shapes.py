"""Responses about audio rooms."""

import json

import pytest

from tests.integration.http.world import NOWHERE, SIGNATURE, World


async def test_a_room_is_opened_entered_closed_and_opened_again(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    rooms, token, name = f"/media/rooms/{session_id}", f"/media/token/{session_id}", f"session-{session_id}"
    early = await world.ask("GET", token, ada)
    assert (early.status_code, early.json()["code"]) == (400, "media.no_room")
    assert await world.post(rooms, ada) == {"roomName": name}
    assert name in world.parts.rooms.inside
    again = await world.ask("POST", rooms, cleo)
    assert (again.status_code, again.json()["code"]) == (400, "media.room_exists")
    admission = await world.get(token, cleo)
    assert admission.keys() == {"token", "roomName", "url"}
    assert admission["url"].startswith("ws://")
    assert admission["roomName"] == name
    assert name in admission["token"]
    assert cleo.id in admission["token"]
    assert (await world.get(f"/sessions/{session_id}", ada))["livekitRoomName"] == name
    closed = await world.ask("DELETE", rooms, cleo)
    assert (closed.status_code, closed.content) == (204, b"")
    assert name not in world.parts.rooms.inside
    twice = await world.ask("DELETE", rooms, cleo)
    assert (twice.status_code, twice.json()["code"]) == (400, "media.no_room")
    assert await world.post(rooms, cleo) == {"roomName": name}


async def test_the_end_of_a_session_closes_its_room(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    await world.step(ada, session_id, "start")
    await world.settle()
    assert (await world.get(f"/media/token/{session_id}", ada))["roomName"] in world.parts.rooms.inside
    await world.step(ada, session_id, "end")
    await world.settle()
    assert world.parts.rooms.inside == {}
    assert (await world.ask("GET", f"/media/token/{session_id}", ada)).status_code == 400
    assert (await world.ask("POST", f"/media/rooms/{session_id}", ada)).status_code == 400


async def test_a_room_waits_for_the_payment(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    answer = await world.ask("POST", f"/media/rooms/{await world.match(ada, cleo)}", ada)
    assert (answer.status_code, answer.json()["code"]) == (400, "media.room_too_early")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/media/rooms/"), ("GET", "/media/token/"), ("DELETE", "/media/rooms/")]
)
async def test_rooms_of_no_session(world: World, method: str, path: str) -> None:
    ada = await world.join("ada")
    for wrong in (NOWHERE, "17"):
        answer = await world.ask(method, path + wrong, ada)
        assert (answer.status_code, answer.json()["code"]) == (404, "session.not_found")


async def test_an_audio_service_that_is_down_is_503_and_nothing_is_noted(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    world.parts.rooms.is_down = True
    answer = await world.ask("POST", f"/media/rooms/{session_id}", ada)
    assert (answer.status_code, answer.json()["code"]) == (503, "media.unavailable")
    assert answer.headers["retry-after"]
    world.parts.rooms.is_down = False
    assert await world.post(f"/media/rooms/{session_id}", ada) == {"roomName": f"session-{session_id}"}


def notice(event: str, room: str) -> bytes:
    return json.dumps({"event": event, "room": {"name": room}}).encode()


@pytest.mark.parametrize("step", ["end", "cancel"])
@pytest.mark.parametrize("event", ["room_started", "participant_joined"])
async def test_whoever_enters_after_the_session_is_put_out_again(world: World, step: str, event: str) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    name = (await world.post(f"/media/rooms/{session_id}", ada))["roomName"]
    if step == "end":
        await world.step(ada, session_id, "start")
    await world.step(ada, session_id, step)
    await world.settle()
    world.parts.rooms.enter(name, cleo.id)
    headers = {"authorization": SIGNATURE, "content-type": "application/webhook+json"}
    for _ in range(2):  # A notice may arrive twice.
        answer = await world.ask("POST", "/media/webhook", content=notice(event, name), headers=headers)
        assert answer.json() == {"received": True}
    await world.settle()
    assert world.parts.rooms.inside == {}


async def test_a_token_opens_a_room_that_had_stood_empty(world: World) -> None:
    ada, cleo = await world.join("ada"), await world.companion("cleo")
    session_id, _ = await world.ready(ada, cleo)
    name = (await world.post(f"/media/rooms/{session_id}", ada))["roomName"]
    world.parts.rooms.inside.clear()
    assert (await world.get(f"/media/token/{session_id}", ada))["roomName"] == name
    assert name in world.parts.rooms.inside


async def test_notices_are_acknowledged_only_when_signed(world: World) -> None:
    for authorization, status in ((SIGNATURE, 200), ("forged", 401), ("", 401)):
        headers = {"authorization": authorization, "content-type": "application/webhook+json"}
        answer = await world.ask("POST", "/media/webhook", content=notice("room_started", "any"), headers=headers)
        assert answer.status_code == status
        expected = {"received": True} if status == 200 else "media.webhook.bad_signature"
        assert (answer.json() if status == 200 else answer.json()["code"]) == expected
