"""Realtime connections: authentication, expiry, and clients that send malformed events."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import aiohttp
import psycopg
import pytest
from socketio.exceptions import BadNamespaceError

from hushroom_domain.sessions.model import Session
from tests.integration.realtime.harness import DRIFT, SESSIONS, RealtimeClient, RealtimeHarness, served
from tests.support.waiting import PATIENCE_SECONDS, until

POLLING, WEBSOCKET = ("/socket.io/?EIO=4&transport=" + name for name in ("polling", "websocket"))


async def a_stranger(stage: RealtimeHarness, auth: Any, namespace: str = SESSIONS) -> RealtimeClient:
    ear = RealtimeClient(namespace)
    stage.ears.append(ear)
    await ear.connect(stage.url, auth)
    return ear


async def in_room_until_its_token_ends(stage: RealtimeHarness, session: Session) -> RealtimeClient:
    """Connects the seeker with a token that expires shortly after the join on this machine."""
    for seconds in (2, 8, 32):
        ear = await a_stranger(stage, {"token": await stage.token(session.seeker_id, seconds=seconds)})
        await ear.send("join-room", {"sessionId": str(session.id)})

        async def is_answered(ear: RealtimeClient = ear) -> bool:
            return any(event in {"participant-joined", "error"} for event, _ in ear.heard)

        assert await until(is_answered)
        if any(event == "participant-joined" for event, _ in ear.heard):
            assert (await ear.hears("participant-joined"))["participantCount"] == 2
            return ear
    raise AssertionError("the token ended before anybody was in the room")


@pytest.mark.parametrize("namespace", [SESSIONS, DRIFT])
@pytest.mark.parametrize("auth", [None, {}, {"token": None}, "token", ["token"]])
async def test_without_a_token_a_connection_is_over_at_once(stage: RealtimeHarness, auth: Any, namespace: str) -> None:
    ear = await a_stranger(stage, auth, namespace)
    assert await ear.dismissed("connect") == "Authentication required"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", 7, {"sub": "me"}, "é" * 5_000])
async def test_a_bad_token_is_told_so(stage: RealtimeHarness, token: Any) -> None:
    ear = await a_stranger(stage, {"token": token})
    assert await ear.dismissed("connect") == "The access token is not valid"


async def test_an_expired_token_is_told_so(stage: RealtimeHarness) -> None:
    user = await stage.lives.user()
    ear = await a_stranger(stage, {"token": await stage.token(user.id, seconds=-1)})
    assert await ear.dismissed("connect") == "The access token has expired"


async def test_a_connection_ends_when_its_token_does_even_in_silence(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    companion = await stage.in_room(session.companion_user_id, session)
    ear = await in_room_until_its_token_ends(stage, session)
    assert await ear.dismissed("auth") == "The access token has expired"
    assert (await companion.hears("participant-left"))["participantCount"] == 1


async def test_whoever_is_deactivated_is_sent_away_with_the_next_event(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.in_room(session.seeker_id, session)
    with psycopg.connect(stage.environment["DATABASE_URL"]) as rows:
        rows.execute("UPDATE users SET is_active = false WHERE id = %s", (session.seeker_id,))
    await seeker.send("session-pause", {"sessionId": str(session.id)})
    assert await seeker.dismissed("auth") == "This account is not active"
    view = await stage.platform.queries.payments.of_session(session.id)
    assert view is not None
    assert (await stage.step(session.companion_user_id, session, "pause")).status_code == 201


async def test_other_namespaces_than_ours_are_closed(stage: RealtimeHarness) -> None:
    for namespace in ("/", "/admin"):
        with pytest.raises(Exception, match=r"Unable to connect|namespaces failed to connect"):
            await a_stranger(stage, {}, namespace)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ((), "the event must carry an object"),
        ((None,), "the event must carry an object"),
        (("7",), "the event must carry an object"),
        (([],), "the event must carry an object"),
        (({},), "sessionId: is required"),
        (({"sessionId": 7},), "sessionId: must be a UUID"),
        (({"sessionId": "7"},), "sessionId: must be a UUID"),
        (({"sessionId": {"$ne": 1}},), "sessionId: must be a UUID"),
        (({"sessionId": b"\x00\x01"},), "sessionId: must be a UUID"),
    ],
)
async def test_garbage_is_answered_and_changes_nothing(
    stage: RealtimeHarness, data: tuple[Any, ...], words: str
) -> None:
    session = await stage.lives.running()
    seeker = await stage.in_room(session.seeker_id, session)
    for event in ("join-room", "session-pause"):
        await seeker.send(event, *data)
        assert await seeker.refused(event) == words
    await seeker.send("session-pause", {"sessionId": str(session.id), "unknown": 1})
    await seeker.send("no-such-event", {})
    assert await seeker.refused("no-such-event") == "There is no such event"
    await stage.settle()
    await seeker.hears("session-state-update", lambda update: update["status"] == "PAUSED")


@pytest.mark.parametrize(
    "packet",
    ['2/ws/session,["connect",{},{"token":"x"}]', '2/ws/session,["disconnect","x"]', "2/ws/session,[]",
     '2/ws/session,[{"a":1}]', "2/ws/session,{", "9nothing", '55-/ws/session,["a"]',
     '5999999999-/ws/session,["a"]'],
)  # fmt: skip
async def test_a_client_that_does_not_keep_to_the_protocol_is_cut_off(stage: RealtimeHarness, packet: str) -> None:
    user = await stage.lives.user()
    ear = await stage.ear(user.id)
    await ear.client.eio.send(packet)
    await ear.hears("(disconnected)")
    assert (await stage.ear(user.id)).client.connected


async def test_connecting_twice_over_one_wire_is_one_connection(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.in_room(session.seeker_id, session)
    companion = await stage.in_room(session.companion_user_id, session)
    again = json.dumps({"token": await stage.token(session.seeker_id)})
    await seeker.client.eio.send(f"0/ws/session,{again}")
    await seeker.send("join-room", {"sessionId": str(session.id)})
    await seeker.client.eio.disconnect(abort=True)
    assert (await companion.hears("participant-left"))["participantCount"] == 1


async def test_a_wire_that_knocks_too_often_is_cut_off(stage: RealtimeHarness) -> None:
    async with aiohttp.ClientSession(stage.url) as http, http.ws_connect(WEBSOCKET) as wire:
        for _ in range(60):
            await wire.send_str('40/ws/session,{"token":"x"}')
        async with asyncio.timeout(PATIENCE_SECONDS):
            told = [message.data async for message in wire]
    assert 0 < sum("The access token is not valid" in one for one in told) < 60


async def test_a_wire_that_shows_no_token_is_cut_off(stage: RealtimeHarness) -> None:
    async with (
        served(stage.environment, stranger_seconds=0.3) as url,
        aiohttp.ClientSession(url) as http,
        http.ws_connect(WEBSOCKET) as wire,
        asyncio.timeout(PATIENCE_SECONDS),
    ):
        said = [message.data async for message in wire]
    assert len(said) <= 2, said


async def test_a_flood_of_events_is_refused_and_then_cut_off(stage: RealtimeHarness) -> None:
    session = await stage.lives.running()
    seeker = await stage.in_room(session.seeker_id, session)
    companion = await stage.in_room(session.companion_user_id, session)
    # Sends without a pause until the limit is reached; the number depends on the speed of the machine.
    with suppress(BadNamespaceError):
        while ("(disconnected)", None) not in seeker.heard:
            await seeker.send("leave-room", {})
            await asyncio.sleep(0)
    assert await seeker.refused("leave-room") == "sessionId: is required"
    await seeker.hears("error", lambda said: said["message"] == "Too many events; slow down")
    await seeker.hears("(disconnected)")
    assert (await companion.hears("participant-left"))["participantCount"] == 1


async def test_new_connections_count_against_the_clients_limit(stage: RealtimeHarness) -> None:
    limited = {**stage.environment, "HUSHROOM_RATE_LIMITS": "on", "HUSHROOM_RATE_LIMIT_OVERALL": "2/minute"}
    limited |= {"HUSHROOM_TRUSTED_PROXIES": "1"}
    here = {"X-Forwarded-For": f"203.0.113.{id(stage) % 250}"}
    async with served(limited) as url, aiohttp.ClientSession(url, headers=here) as http:
        for status in (200, 200, 429):
            async with http.get(POLLING) as answer:
                assert answer.status == status
        for address in (WEBSOCKET, f"{WEBSOCKET}&notsid=1", f"{WEBSOCKET}&sid="):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await http.ws_connect(address)
        # This path is none of Socket.IO's, so it counts against the limit of pages.
        async with http.get("/socket.io.evil/") as answer:
            assert answer.status == 404
            assert answer.headers["ratelimit-policy"].startswith('"pages"')


async def test_without_redis_one_process_still_is_a_room(stage: RealtimeHarness) -> None:
    lonely = {**stage.environment, "REDIS_URL": "redis://127.0.0.1:9/0"}
    session = await stage.lives.running()
    async with served(lonely) as url:
        seeker = await stage.in_room(session.seeker_id, session, url=url)
        companion = await stage.in_room(session.companion_user_id, session, url=url)
        assert (await seeker.hears("participant-joined"))["participantCount"] == 2
        await companion.send("session-pause", {"sessionId": str(session.id)})
        await companion.send("session-pause", {"sessionId": str(session.id)})
        await companion.refused("session-pause")
        async with aiohttp.ClientSession(url) as http:
            token = await stage.token(session.seeker_id)
            headers = {"Authorization": f"Bearer {token}"}
            async with (
                asyncio.timeout(PATIENCE_SECONDS),
                http.get(f"/api/v1/sessions/{session.id}", headers=headers) as answer,
            ):
                assert (await answer.json())["status"] == "PAUSED"
        await companion.client.disconnect()
        assert (await seeker.hears("participant-left"))["participantCount"] == 1
