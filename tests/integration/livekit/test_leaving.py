"""The end of a connection: the server tells the client to leave, and the client closes its media first."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import httpx
from aiohttp import WSMsgType
from livekit.protocol.rtc import LeaveRequest, MuteTrackRequest, SignalRequest, SignalResponse

from tests.support.listeners import a_token
from tests.support.servers import livekit_for_tests
from tests.support.waiting import PATIENCE_SECONDS, until

MUTE = SignalRequest(mute=MuteTrackRequest(sid="TR_1", muted=True))


@asynccontextmanager
async def told_to_leave(
    leaving_seconds: str,
) -> AsyncIterator[tuple[aiohttp.ClientWebSocketResponse, httpx.AsyncClient]]:
    """Yields the socket of a client that has not closed anything yet, and the local LiveKit that told it to leave."""
    with livekit_for_tests("--leaving-seconds", leaving_seconds) as livekit:
        where = f"{livekit.url}/rtc?access_token={a_token(livekit, 'leaving', 'ada')}"
        async with (
            httpx.AsyncClient(base_url=livekit.url, timeout=PATIENCE_SECONDS) as orders,
            aiohttp.ClientSession() as session,
            session.ws_connect(where) as socket,
        ):
            assert (await message(socket)).HasField("join")
            (await orders.post("/_sandbox/leave", json={"room": "leaving", "identity": "ada"})).raise_for_status()
            assert (await leave(socket)).action == LeaveRequest.Action.DISCONNECT
            yield socket, orders


async def message(socket: aiohttp.ClientWebSocketResponse) -> SignalResponse:
    return SignalResponse.FromString(await socket.receive_bytes(timeout=PATIENCE_SECONDS))


async def leave(socket: aiohttp.ClientWebSocketResponse) -> LeaveRequest:
    """Returns the message that tells the client to leave, behind what was sent before."""
    while not (found := await message(socket)).HasField("leave"):
        pass
    return found.leave


async def connections(orders: httpx.AsyncClient) -> int:
    return int((await orders.get("/_sandbox/health")).json()["clients"])


async def test_the_media_stay_until_the_client_has_closed_its_socket() -> None:
    async with told_to_leave("3600") as (socket, orders):
        await socket.send_bytes(MUTE.SerializeToString())  # a request that crossed the message
        assert await connections(orders) == 1
        await socket.close()
        assert socket.close_code == aiohttp.WSCloseCode.OK
        assert await until(lambda: _is_empty(orders))


async def test_a_client_that_stays_is_cut_off() -> None:
    async with told_to_leave("0.1") as (socket, orders):
        assert (await socket.receive(timeout=PATIENCE_SECONDS)).type is WSMsgType.CLOSE
        assert await until(lambda: _is_empty(orders))


async def _is_empty(orders: httpx.AsyncClient) -> bool:
    return await connections(orders) == 0
