"""The sockets by which clients join: `/rtc`, `/rtc/v1`, and the questions whether a token would be taken."""

import asyncio

from aiohttp import WSMsgType, web
from attrs import define, field, frozen
from livekit.api.access_token import Claims
from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import LeaveRequest, SignalRequest, SignalResponse

from hushroom_adapters.local.emulators.livekit.faults import FaultPlan, Where
from hushroom_adapters.local.emulators.livekit.grants import Gate, NotAllowed, Renewal
from hushroom_adapters.local.emulators.livekit.peer import SILENT_SECONDS, Peer
from hushroom_adapters.local.emulators.livekit.signals import JoinOrder, SignalWriter, read_join, token_of
from hushroom_adapters.local.emulators.livekit.world import NotNow, NotThere, World

ANY_WEBSITE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "authorization",
}
REFUSALS: dict[type[Exception], int] = {NotAllowed: 401, NotThere: 404, NotNow: 403, ValueError: 400, KeyError: 400}


@frozen(eq=False)
class LiveSocket:
    """A connected client, for the faults that cut it off."""

    identity: str
    peer: Peer
    request: web.Request

    async def cut(self, where: Where) -> None:
        """Drops the socket without a word, or the media behind it."""
        if where is Where.MEDIA:
            await self.peer.close()
        elif self.request.transport is not None:
            self.request.transport.abort()


@define
class Signalling:
    world: World
    gate: Gate
    renewal: Renewal
    plan: FaultPlan
    refresh_seconds: float
    leaving_seconds: float
    sockets: set[LiveSocket] = field(factory=set)

    def routes(self) -> list[web.RouteDef]:
        paths = ("/rtc", "/rtc/v1")
        questions = [f"{path}/validate" for path in paths]
        return [
            *(web.get(path, self.connect) for path in paths),
            *(web.get(path, self.validate) for path in questions),
            *(web.options(path, self.allow) for path in questions),
        ]

    async def allow(self, _request: web.Request) -> web.Response:
        return web.Response(headers=ANY_WEBSITE)

    async def validate(self, request: web.Request) -> web.Response:
        """Says why a join was refused, which the socket cannot; scripts of any website may read the response."""
        try:
            self.gate.check_join(token_of(request.query, request.headers))
        except NotAllowed as no:
            return _refused(no)
        return web.Response(text="success", headers=ANY_WEBSITE)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serves one client from its join to the end of its socket."""
        try:
            order = read_join(request.path, request.query, request.headers)
            claims = self.gate.check_join(order.token)
            if not order.resumes:
                self.world.check_join(claims)
        except (NotAllowed, NotThere, NotNow, ValueError, KeyError) as no:
            return _refused(no)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if order.resumes:
            return await _ask_for_a_new_join(socket)
        await self._serve(request, socket, claims, order)
        return socket

    async def _serve(
        self, request: web.Request, socket: web.WebSocketResponse, claims: Claims, order: JoinOrder
    ) -> None:
        writer = SignalWriter(socket, self.leaving_seconds)
        peer = Peer(self.world, self.renewal, writer, order)
        live = LiveSocket(claims.identity, peer, request)
        member = self.world.join(claims, peer)
        peer.begin(member)
        self.sockets.add(live)
        writing = asyncio.create_task(writer.write_for_ever())
        try:
            await self._cut_by_order(live)
            await _exchange(socket, peer, self.refresh_seconds)
        finally:
            self.sockets.discard(live)
            self.world.leave(member, DisconnectReason.SIGNAL_CLOSE)
            await peer.close()
            writing.cancel()

    async def _cut_by_order(self, live: LiveSocket) -> None:
        """Executes the faults that waited for a client of this identity."""
        for where in (Where.SIGNALLING, Where.MEDIA):
            if self.plan.next_for(where, live.identity) is not None:
                await live.cut(where)

    async def cut(self, where: Where) -> None:
        """Executes the faults that are due on the clients that are connected."""
        for live in list(self.sockets):
            if self.plan.next_for(where, live.identity) is not None:
                await live.cut(where)


async def _exchange(socket: web.WebSocketResponse, peer: Peer, refresh_seconds: float) -> None:
    """Hands the requests of the client to its peer until the socket is closed or silent for too long."""
    requests: asyncio.Queue[SignalRequest | None] = asyncio.Queue()
    reading = asyncio.create_task(_read(socket, requests))
    try:
        await peer.run(requests, refresh_seconds)
    finally:
        reading.cancel()


async def _read(socket: web.WebSocketResponse, requests: "asyncio.Queue[SignalRequest | None]") -> None:
    try:
        while True:
            message = await socket.receive(SILENT_SECONDS)
            if message.type is not WSMsgType.BINARY:
                return
            requests.put_nowait(SignalRequest.FromString(message.data))
    except TimeoutError:
        return
    finally:
        requests.put_nowait(None)


async def _ask_for_a_new_join(socket: web.WebSocketResponse) -> web.WebSocketResponse:
    """Refuses to resume: the client is to join again, with new connections."""
    leave = LeaveRequest(reason=DisconnectReason.STATE_MISMATCH, action=LeaveRequest.Action.RECONNECT)
    await socket.send_bytes(SignalResponse(leave=leave).SerializeToString())
    await socket.close()
    return socket


def _refused(no: Exception) -> web.Response:
    status = next(status for kind, status in REFUSALS.items() if isinstance(no, kind))
    return web.Response(status=status, text=str(no), headers=ANY_WEBSITE)
