"""The LiveKit adapter opens and closes rooms at a server with the real protocol, also during faults."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from livekit.api import AccessToken, ServerError, TokenVerifier, VideoGrants

from hushroom_adapters.livekit.rooms import LiveKitRooms
from hushroom_domain.media.errors import MediaUnavailable
from tests.support.existing import existing
from tests.support.servers import LIVEKIT_API_KEY, LIVEKIT_API_SECRET, LiveKitPeer
from tests.support.waiting import PATIENCE_SECONDS

HOUR = timedelta(hours=1)
LIMITS = {"empty_timeout_seconds": 600, "max_participants": 2}


def rooms_of(peer: LiveKitPeer, seconds: float) -> LiveKitRooms:
    """Opens rooms on this server with this timeout."""
    return LiveKitRooms(peer.url, peer.api_key, peer.api_secret, timeout_seconds=seconds)


@pytest.fixture
async def rooms(local_livekit: LiveKitPeer) -> AsyncIterator[LiveKitRooms]:
    async with rooms_of(local_livekit, PATIENCE_SECONDS) as opened:
        yield opened


@pytest.fixture
def peer(local_livekit: LiveKitPeer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=local_livekit.url, timeout=PATIENCE_SECONDS) as client:
        yield client
        client.delete("/_sandbox/faults")


def call(peer: httpx.Client, method: str, body: dict[str, Any], **grants: Any) -> httpx.Response:
    token = AccessToken(LIVEKIT_API_KEY, LIVEKIT_API_SECRET).with_grants(VideoGrants(**grants)).to_jwt()
    headers = {"Authorization": f"Bearer {token}"}
    return peer.post(f"/twirp/livekit.RoomService/{method}", json=body, headers=headers)


def list_rooms(peer: httpx.Client, name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = call(peer, "ListRooms", {"names": [name]}, room_list=True).json().get("rooms", [])
    return found


async def test_a_room_opened_twice_is_one_room_with_its_limits(rooms: LiveKitRooms, peer: httpx.Client) -> None:
    await rooms.open("twice", **LIMITS)
    (first,) = list_rooms(peer, "twice")
    await rooms.open("twice", **LIMITS)
    assert list_rooms(peer, "twice") == [first]
    assert (first["emptyTimeout"], first["maxParticipants"]) == (600, 2)


async def test_those_who_join_with_their_tokens_are_seen_and_leaving_they_are_not(
    rooms: LiveKitRooms, peer: httpx.Client
) -> None:
    await rooms.open("met", **LIMITS)
    for identity in ("seeker", "companion"):
        token = rooms.token("met", identity=identity, display_name=None, lifetime=HOUR)
        assert peer.post("/_sandbox/join", json={"token": token}).status_code == 201
    assert await rooms.participants("met") == {"seeker", "companion"}
    peer.post("/_sandbox/leave", json={"room": "met", "identity": "seeker"})
    assert await rooms.participants("met") == {"companion"}


async def test_a_full_room_takes_nobody_more(rooms: LiveKitRooms, peer: httpx.Client) -> None:
    await rooms.open("full", empty_timeout_seconds=600, max_participants=1)
    answers = []
    for identity in ("first", "second"):
        token = rooms.token("full", identity=identity, display_name=None, lifetime=HOUR)
        answers.append(peer.post("/_sandbox/join", json={"token": token}).status_code)
    assert answers == [201, 409]


async def test_closing_sends_everybody_out_and_closing_again_is_fine(rooms: LiveKitRooms, peer: httpx.Client) -> None:
    await rooms.open("closed", **LIMITS)
    token = rooms.token("closed", identity="seeker", display_name=None, lifetime=HOUR)
    peer.post("/_sandbox/join", json={"token": token})
    await rooms.close("closed")
    await rooms.close("closed")
    assert await rooms.participants("closed") == frozenset()
    assert list_rooms(peer, "closed") == []


async def test_nobody_is_in_a_room_that_never_was(rooms: LiveKitRooms) -> None:
    assert await rooms.participants("never") == frozenset()


def test_a_token_opens_one_room_to_hear_and_speak_in_and_nothing_else() -> None:
    rooms = LiveKitRooms("http://127.0.0.1:1", LIVEKIT_API_KEY, LIVEKIT_API_SECRET)
    token = rooms.token("ours", identity="seeker", display_name="Zoë", lifetime=timedelta(minutes=5))
    claims = TokenVerifier(LIVEKIT_API_KEY, LIVEKIT_API_SECRET).verify(token)
    video = existing(claims.video)
    assert (claims.identity, claims.name, video.room, video.room_join) == (
        "seeker",
        "Zoë",
        "ours",
        True,
    )
    assert (video.can_publish_sources, video.can_publish_data) == (["microphone"], False)
    assert not any((video.room_admin, video.room_create, video.room_list))
    payload = jwt.decode(token, LIVEKIT_API_SECRET, algorithms=["HS256"])
    assert payload["exp"] - payload["nbf"] == 300


async def test_a_participant_may_publish_the_microphone_and_not_the_camera(
    rooms: LiveKitRooms, peer: httpx.Client
) -> None:
    token = rooms.token("audio", identity="seeker", display_name=None, lifetime=HOUR)
    peer.post("/_sandbox/join", json={"token": token})
    spoken = peer.post("/_sandbox/publish", json={"room": "audio", "identity": "seeker", "source": "microphone"})
    seen = peer.post("/_sandbox/publish", json={"room": "audio", "identity": "seeker", "source": "camera"})
    assert (spoken.status_code, seen.status_code) == (201, 409)


async def test_those_who_are_connected_are_given_fresh_tokens_that_outlive_the_room(
    rooms: LiveKitRooms, peer: httpx.Client
) -> None:
    await rooms.open("renewed", **LIMITS)
    brief = rooms.token("renewed", identity="seeker", display_name="Zoë", lifetime=timedelta(minutes=-2))
    assert peer.post("/_sandbox/join", json={"token": brief}).status_code == 401
    token = rooms.token("renewed", identity="seeker", display_name="Zoë", lifetime=timedelta(minutes=5))
    where = {"room": "renewed", "identity": "seeker"}
    assert peer.post("/_sandbox/renew", json=where).status_code == 404
    peer.post("/_sandbox/join", json={"token": token})
    renewed = peer.post("/_sandbox/renew", json=where).json()["token"]
    payload = jwt.decode(renewed, LIVEKIT_API_SECRET, algorithms=["HS256"])
    granted = jwt.decode(token, LIVEKIT_API_SECRET, algorithms=["HS256"])
    assert payload["exp"] - payload["nbf"] == 600
    assert {name: payload[name] for name in ("sub", "name", "video")} == {
        name: granted[name] for name in ("sub", "name", "video")
    }
    await rooms.close("renewed")
    assert peer.post("/_sandbox/renew", json=where).status_code == 404
    assert peer.post("/_sandbox/join", json={"token": renewed}).status_code == 201
    assert await rooms.participants("renewed") == {"seeker"}


@pytest.mark.parametrize("trouble", ["fail", "hang", "drop"])
async def test_a_server_in_trouble_is_unavailable_and_then_works_again(
    rooms: LiveKitRooms, peer: httpx.Client, local_livekit: LiveKitPeer, trouble: str
) -> None:
    peer.post("/_sandbox/faults", json={"trouble": trouble, "name": "CreateRoom", "seconds": 3_600})
    async with asyncio.timeout(PATIENCE_SECONDS), rooms_of(local_livekit, 0.5) as impatient:
        with pytest.raises(MediaUnavailable):
            await impatient.open(f"after {trouble}", **LIMITS)
    await rooms.open(f"after {trouble}", **LIMITS)
    assert len(list_rooms(peer, f"after {trouble}")) == 1


async def test_a_server_that_is_not_there_is_unavailable(unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with LiveKitRooms(url, LIVEKIT_API_KEY, LIVEKIT_API_SECRET) as rooms:
        with pytest.raises(MediaUnavailable):
            await rooms.close("any")


async def test_credentials_that_the_server_does_not_take_make_it_unavailable(local_livekit: LiveKitPeer) -> None:
    async with LiveKitRooms(local_livekit.url, LIVEKIT_API_KEY, "another-secret-of-enough-characters") as rooms:
        with pytest.raises(MediaUnavailable) as refused:
            await rooms.participants("any")
    assert isinstance(refused.value.__cause__, ServerError)
    assert refused.value.__cause__.code == "unauthenticated"


@pytest.mark.parametrize(
    ("method", "body", "grants"),
    [
        ("CreateRoom", {"name": "theirs"}, {"room_list": True}),
        ("DeleteRoom", {"room": "theirs"}, {"room_admin": True, "room": "theirs"}),
        ("ListRooms", {}, {"room_create": True}),
        ("ListParticipants", {"room": "theirs"}, {"room_admin": True, "room": "ours"}),
        ("RemoveParticipant", {"room": "theirs", "identity": "x"}, {"room_join": False, "room": "theirs"}),
    ],
)
def test_the_local_livekit_refuses_what_the_token_does_not_grant(
    peer: httpx.Client, method: str, body: dict[str, Any], grants: dict[str, Any]
) -> None:
    answer = call(peer, method, body, **grants)
    assert answer.status_code == 401
    assert answer.json() == {"code": "unauthenticated", "msg": "permissions denied"}


def test_the_local_livekit_answers_in_the_words_of_twirp(peer: httpx.Client) -> None:
    missing = call(peer, "GetParticipant", {"room": "no", "identity": "no"}, room_admin=True, room="no")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert call(peer, "MakeCoffee", {}, room_create=True).json()["code"] == "bad_route"
    nobody = peer.post("/twirp/livekit.RoomService/ListRooms", json={})
    assert (nobody.status_code, nobody.json()["code"]) == (401, "unauthenticated")
    broken = peer.post(
        "/twirp/livekit.RoomService/ListRooms",
        content=b"\xff\xff\xff",
        headers={"Content-Type": "application/protobuf", "Authorization": "Bearer x"},
    )
    assert (broken.status_code, broken.json()["code"]) == (400, "malformed")
