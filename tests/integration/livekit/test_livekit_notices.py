"""LiveKit's webhooks: only a signature over the received bytes is accepted."""

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from aiohttp import web
from attrs import field, frozen
from livekit.api import AccessToken

from hushroom_adapters.livekit.notices import LiveKitNotices, NoticeNotSigned, RoomNotice
from hushroom_adapters.livekit.rooms import LiveKitRooms
from tests.support.servers import LIVEKIT_API_KEY, LIVEKIT_API_SECRET, LiveKitPeer, livekit_for_tests
from tests.support.waiting import PATIENCE_SECONDS

HOUR = timedelta(hours=1)


@frozen
class Receiver:
    """An endpoint that records requests and refuses the first `refusals` of them."""

    got: "asyncio.Queue[tuple[bytes, str]]" = field(factory=asyncio.Queue)
    refusals: list[int] = field(factory=list)

    async def take(self, request: web.Request) -> web.Response:
        if self.refusals:
            return web.Response(status=self.refusals.pop())
        await self.got.put((await request.read(), request.headers["Authorization"]))
        return web.Response()

    async def next(self) -> RoomNotice:
        return LiveKitNotices(LIVEKIT_API_KEY, LIVEKIT_API_SECRET).read(*await self.raw())

    async def raw(self) -> tuple[bytes, str]:
        return await asyncio.wait_for(self.got.get(), PATIENCE_SECONDS)


@frozen
class Scene:
    receiver: Receiver
    rooms: LiveKitRooms
    peer: httpx.AsyncClient

    async def join(self, room: str, identity: str) -> None:
        token = self.rooms.token(room, identity=identity, display_name=None, lifetime=HOUR)
        await self.peer.post("/_sandbox/join", json={"token": token})


@pytest.fixture(scope="module")
def livekit() -> Iterator[LiveKitPeer]:
    with livekit_for_tests() as started:
        yield started


@pytest.fixture
async def scene(livekit: LiveKitPeer) -> AsyncIterator[Scene]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    rooms = LiveKitRooms(livekit.url, livekit.api_key, livekit.api_secret)
    async with rooms, httpx.AsyncClient(base_url=livekit.url, timeout=PATIENCE_SECONDS) as peer:
        await peer.put("/_sandbox/webhook", json={"url": f"http://127.0.0.1:{runner.addresses[0][1]}/hook"})
        yield Scene(receiver, rooms, peer)
        await peer.put("/_sandbox/webhook", json={"url": None})
        await peer.delete("/_sandbox/faults")
    await runner.cleanup()


async def open_room(scene: Scene, name: str) -> None:
    await scene.rooms.open(name, empty_timeout_seconds=600, max_participants=2)


async def test_the_life_of_a_room_is_told_in_order(scene: Scene) -> None:
    await open_room(scene, "life")
    await scene.join("life", "seeker")
    await scene.rooms.close("life")
    told = [await scene.receiver.next() for _ in range(4)]
    assert [(notice.kind, notice.identity) for notice in told] == [
        ("room_started", None),
        ("participant_joined", "seeker"),
        ("participant_left", "seeker"),
        ("room_finished", None),
    ]
    assert {notice.room for notice in told} == {"life"}
    assert len({notice.id for notice in told}) == 4
    assert abs(datetime.now(UTC) - told[0].happened_at) < timedelta(hours=1)


async def test_a_notice_that_is_not_taken_comes_again(scene: Scene) -> None:
    scene.receiver.refusals.extend([503, 500])
    await open_room(scene, "again")
    assert (await scene.receiver.next()).room == "again"


async def test_a_notice_may_come_twice_with_one_id(scene: Scene) -> None:
    await scene.peer.post("/_sandbox/faults", json={"trouble": "duplicate", "where": "notice"})
    await open_room(scene, "double")
    first, second = await scene.receiver.next(), await scene.receiver.next()
    assert first == second


async def test_a_notice_may_get_lost_or_be_overtaken(scene: Scene) -> None:
    await scene.peer.post("/_sandbox/faults", json={"trouble": "drop", "where": "notice"})
    late = {"trouble": "delay", "where": "notice", "name": "participant_joined", "seconds": 0.3}
    await scene.peer.post("/_sandbox/faults", json=late)
    await open_room(scene, "lossy")
    await scene.join("lossy", "seeker")
    await scene.peer.post("/_sandbox/leave", json={"room": "lossy", "identity": "seeker"})
    assert [(await scene.receiver.next()).kind for _ in range(2)] == [
        "participant_left",
        "participant_joined",
    ]


async def test_an_empty_room_closes_by_itself(scene: Scene) -> None:
    await scene.rooms.open("short", empty_timeout_seconds=1, max_participants=2)
    assert [(await scene.receiver.next()).kind for _ in range(2)] == ["room_started", "room_finished"]


async def test_bytes_changed_by_one_are_not_believed(scene: Scene) -> None:
    await open_room(scene, "changed")
    body, signature = await scene.receiver.raw()
    notices = LiveKitNotices(LIVEKIT_API_KEY, LIVEKIT_API_SECRET)
    assert notices.read(body, signature).room == "changed"
    with pytest.raises(NoticeNotSigned, match="hash mismatch"):
        notices.read(body.replace(b"changed", b"chanced"), signature)


async def test_signatures_of_others_missing_or_unfit_are_not_believed(scene: Scene) -> None:
    await open_room(scene, "forged")
    body, signature = await scene.receiver.raw()
    theirs = LiveKitNotices(LIVEKIT_API_KEY, "a-secret-that-somebody-else-has-chosen")
    with pytest.raises(NoticeNotSigned):
        theirs.read(body, signature)
    ours = LiveKitNotices(LIVEKIT_API_KEY, LIVEKIT_API_SECRET)
    access = scene.rooms.token("forged", identity="seeker", display_name=None, lifetime=HOUR)
    for wrong in (None, "", "nonsense", access):
        with pytest.raises(NoticeNotSigned):
            ours.read(body, wrong)
    with pytest.raises(NoticeNotSigned):
        ours.read(b"\xff\xfe", signature)


@pytest.mark.parametrize(
    "body",
    [
        b'{"createdAt": NaN}',
        b'{"createdAt": 1e999}',
        b'{"createdAt": "9223372036854775807"}',
        b'{"createdAt": "-9223372036854775808"}',
        b'{"room": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"room": {"name": "\\ud800"}}',
        b"\xff",
        b"[]",
        b"",
    ],
    ids=["nan", "endless", "huge", "negative", "nested", "surrogate", "not-text", "array", "empty"],
)
def test_a_signed_body_that_is_no_notice_is_refused(body: bytes) -> None:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    signature = AccessToken("key", "s" * 32).with_sha256(digest).to_jwt()
    with pytest.raises(NoticeNotSigned):
        LiveKitNotices("key", "s" * 32).read(body, signature)


@pytest.mark.parametrize(
    ("seconds", "is_taken"), [(-86_400, True), (0, True), (290, True), (310, False), (10**9, False)]
)
def test_a_notice_of_the_future_is_refused(seconds: int, is_taken: bool) -> None:
    body = json.dumps({"event": "room_started", "createdAt": str(int(time.time()) + seconds)}).encode()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    signature = AccessToken("key", "s" * 32).with_sha256(digest).to_jwt()
    with nullcontext() if is_taken else pytest.raises(NoticeNotSigned):
        assert LiveKitNotices("key", "s" * 32).read(body, signature).kind == "room_started"
