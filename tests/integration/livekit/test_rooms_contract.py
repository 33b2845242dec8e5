"""The LiveKit adapter and the in-memory rooms pass the same contract tests."""

from collections.abc import AsyncIterator

import httpx
import pytest

from hushroom_adapters.livekit.rooms import LiveKitRooms
from hushroom_adapters.memory.rooms import MemoryRooms
from tests.support.contracts.rooms import HOUR, RoomsContract, RoomsScene
from tests.support.servers import LiveKitPeer
from tests.support.waiting import PATIENCE_SECONDS


class LiveKitScene(RoomsScene):
    def __init__(self, rooms: LiveKitRooms, peer: httpx.AsyncClient) -> None:
        self.rooms, self.peer = rooms, peer

    async def enter(self, name: str, identity: str) -> None:
        token = self.rooms.token(name, identity=identity, display_name=None, lifetime=HOUR)
        (await self.peer.post("/_sandbox/join", json={"token": token})).raise_for_status()

    async def break_down(self) -> None:
        order = {"trouble": "fail", "status": 503, "times": 1000}
        (await self.peer.post("/_sandbox/faults", json=order)).raise_for_status()

    async def recover(self) -> None:
        await self.peer.delete("/_sandbox/faults")


class MemoryScene(RoomsScene):
    def __init__(self) -> None:
        self.rooms = self.memory = MemoryRooms()

    async def enter(self, name: str, identity: str) -> None:
        self.memory.enter(name, identity)

    async def break_down(self) -> None:
        self.memory.is_down = True

    async def recover(self) -> None:
        self.memory.is_down = False


class TestLiveKit(RoomsContract):
    @pytest.fixture
    async def scene(self, local_livekit: LiveKitPeer) -> AsyncIterator[RoomsScene]:
        keys = (local_livekit.api_key, local_livekit.api_secret)
        async with (
            LiveKitRooms(local_livekit.url, *keys) as rooms,
            httpx.AsyncClient(base_url=local_livekit.url, timeout=PATIENCE_SECONDS) as peer,
        ):
            yield LiveKitScene(rooms, peer)
            await peer.delete("/_sandbox/faults")


class TestMemory(RoomsContract):
    @pytest.fixture
    def scene(self) -> RoomsScene:
        return MemoryScene()
