"""Tokens of rooms with sound: they are renewed during a connection, and end with the room or with a removal."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from livekit import rtc
from livekit.api import LiveKitAPI, TwirpError
from livekit.protocol.room import CreateRoomRequest, DeleteRoomRequest, RoomParticipantIdentity

from tests.support.listeners import Listener, a_token, in_room, join
from tests.support.servers import LiveKitPeer, livekit_for_tests
from tests.support.waiting import PATIENCE_SECONDS


@pytest.fixture(scope="module")
def strict() -> Iterator[LiveKitPeer]:
    """Starts a LiveKit with the setting that production uses: a join opens no room."""
    with livekit_for_tests("--no-auto-create", "--token-refresh-seconds", "0.2") as started:
        yield started


@pytest.fixture
async def orders(strict: LiveKitPeer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=strict.url, timeout=PATIENCE_SECONDS) as client:
        yield client
        await client.delete("/_sandbox/faults")


@pytest.fixture
async def server(strict: LiveKitPeer) -> AsyncIterator[LiveKitAPI]:
    async with LiveKitAPI(strict.url, strict.api_key, strict.api_secret) as api:
        yield api


async def renewed(orders: httpx.AsyncClient, room: str, identity: str) -> str:
    answer = await orders.post("/_sandbox/renew", json={"room": room, "identity": identity})
    token: str = answer.raise_for_status().json()["token"]
    return token


async def is_valid(orders: httpx.AsyncClient, token: str) -> bool:
    answer = await orders.get("/rtc/validate", params={"access_token": token})
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.status_code == 200


async def test_a_client_comes_back_with_the_token_that_it_was_sent_after_the_first_one_has_expired(
    strict: LiveKitPeer, orders: httpx.AsyncClient, server: LiveKitAPI
) -> None:
    await server.room.create_room(CreateRoomRequest(name="long"))
    async with in_room(strict, "long", "cleo") as (cleo,):
        ada, first = Listener("ada"), a_token(strict, "long", "ada")
        await join(strict, ada, first)
        await ada.speak(440)
        assert await cleo.hears("ada", 440)
        await orders.post("/_sandbox/expire", json={"token": first})
        assert not await is_valid(orders, first)
        await orders.post("/_sandbox/faults", json={"trouble": "cut", "where": "signalling", "name": "ada"})
        assert await ada.until_event("reconnected"), ada.events
        assert await cleo.hears("ada", 440)
        await ada.leave()


async def test_nobody_comes_back_after_the_end_of_the_room(
    strict: LiveKitPeer, orders: httpx.AsyncClient, server: LiveKitAPI
) -> None:
    await server.room.create_room(CreateRoomRequest(name="over"))
    async with in_room(strict, "over", "ada") as (ada,):
        token = await renewed(orders, "over", "ada")
        await server.room.delete_room(DeleteRoomRequest(room="over"))
        assert await ada.until_event("disconnected")
        assert await is_valid(orders, token)
        with pytest.raises(rtc.ConnectError):
            await join(strict, Listener("ada"), token)


async def test_a_removed_participant_does_not_come_back_with_an_older_token(
    strict: LiveKitPeer, orders: httpx.AsyncClient, server: LiveKitAPI
) -> None:
    await server.room.create_room(CreateRoomRequest(name="removed"))
    async with in_room(strict, "removed", "ada", "cleo") as (ada, cleo):
        tokens = [a_token(strict, "removed", "ada"), await renewed(orders, "removed", "ada")]
        await server.room.remove_participant(RoomParticipantIdentity(room="removed", identity="ada"))
        assert await ada.until_event("disconnected")
        for token in tokens:
            with pytest.raises(rtc.ConnectError):
                await join(strict, Listener("ada"), token)
        assert await is_valid(orders, await renewed(orders, "removed", "cleo"))
        assert cleo.events.count("disconnected") == 0


async def test_a_participant_who_is_away_at_the_removal_does_not_come_back_either(
    strict: LiveKitPeer, orders: httpx.AsyncClient, server: LiveKitAPI
) -> None:
    await server.room.create_room(CreateRoomRequest(name="away"))
    async with in_room(strict, "away", "ada") as (ada,):
        token = await renewed(orders, "away", "ada")
        await ada.leave()
        with pytest.raises(TwirpError, match="does not exist"):
            await server.room.remove_participant(RoomParticipantIdentity(room="away", identity="ada"))
        with pytest.raises(rtc.ConnectError):
            await join(strict, Listener("ada"), token)


@pytest.mark.parametrize("path", ["/rtc/validate", "/rtc/v1/validate"])
async def test_scripts_of_websites_are_told_why_a_token_is_refused(orders: httpx.AsyncClient, path: str) -> None:
    answer = await orders.get(path, params={"access_token": "nonsense"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (401, "*")
    asked = await orders.options(path, headers={"Origin": "https://hushroom.test"})
    assert asked.headers["access-control-allow-headers"] == "authorization"


@pytest.mark.parametrize("path", ["/rtc", "/rtc/v1"])
async def test_a_malformed_join_is_refused(orders: httpx.AsyncClient, strict: LiveKitPeer, path: str) -> None:
    query = {"access_token": a_token(strict, "nowhere", "ada"), "join_request": "%%%"}
    assert (await orders.get(path, params=query)).status_code in {400, 404}
