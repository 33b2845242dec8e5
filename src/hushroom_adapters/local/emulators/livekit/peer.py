"""A client that is connected: its requests change the room, and what happens in the room is sent to it."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from aiortc import InvalidStateError, RTCDataChannel
from livekit.protocol.models import DataPacket, DisconnectReason, ServerInfo, TrackInfo, TrackType
from livekit.protocol.rtc import (
    AddTrackRequest,
    JoinResponse,
    LeaveRequest,
    Pong,
    RequestResponse,
    SignalRequest,
    SignalResponse,
    SignalTarget,
    TrackPublishedResponse,
    TrickleRequest,
)

from hushroom_adapters.local.emulators.livekit.candidates import read_candidate
from hushroom_adapters.local.emulators.livekit.channels import DataChannels
from hushroom_adapters.local.emulators.livekit.forwarding import Source
from hushroom_adapters.local.emulators.livekit.grants import Renewal
from hushroom_adapters.local.emulators.livekit.links import PeerLink
from hushroom_adapters.local.emulators.livekit.publishing import Publisher
from hushroom_adapters.local.emulators.livekit.room import Member, new_sid
from hushroom_adapters.local.emulators.livekit.signals import JoinOrder, SignalWriter
from hushroom_adapters.local.emulators.livekit.subscribing import (
    HeardTrack,
    OfferedSections,
    RequestedSections,
    Subscriber,
)
from hushroom_adapters.local.emulators.livekit.world import OPUS, NotNow, World

PING_SECONDS = 5
SILENT_SECONDS = 15
"""A client that sends no ping for this long is gone."""
SERVER_VERSION, PROTOCOL = "1.9.0", 15


class Peer:
    """Implements `Connection` and `Publications` for one socket."""

    def __init__(self, world: World, renewal: Renewal, writer: SignalWriter, order: JoinOrder) -> None:
        self.hears_everybody = order.hears_everybody
        self._world, self._renewal, self._writer, self._order = world, renewal, writer, order
        self._publishing = PeerLink()
        self._hearing = self._publishing if order.is_single else PeerLink()
        self._subscriber: Subscriber = (
            RequestedSections(self.send, lambda: self._publisher.awaits_media)
            if order.is_single
            else OfferedSections(self._hearing, self.send)
        )
        self._publisher = Publisher(self._publishing, self, self.send, self._subscriber.fill)
        self._channels = DataChannels(self._take_data)
        self._member: Member | None = None
        self._publishing.connection.on("datachannel", self._open_channel)

    @property
    def member(self) -> Member:
        assert self._member is not None, "begin comes first"
        return self._member

    def begin(self, member: Member) -> None:
        """Answers the join, and sends what there is to hear."""
        self._member = member
        room = self._world.room_of(member)
        join = JoinResponse(
            room=room.info,
            participant=member.info,
            other_participants=[other.info for other in room.others(member)],
            server_version=SERVER_VERSION,
            server_info=ServerInfo(version=SERVER_VERSION, protocol=PROTOCOL, node_id="local"),
            subscriber_primary=not self._order.is_single,
            ping_timeout=SILENT_SECONDS,
            ping_interval=PING_SECONDS,
            enabled_publish_codecs=[OPUS],
        )
        self.send(SignalResponse(join=join))
        self.renew()
        for request in self._order.request.add_track_requests:
            self._add_track(request)
        if self._order.offer is not None:
            self._publisher.take_offer(self._order.offer)
        if not self._order.is_single:
            self._channels.offer(self._hearing)
        for other in room.others(member):
            room.let_hear(member, other.heard_tracks())

    async def run(self, requests: "asyncio.Queue[SignalRequest | None]", refresh_seconds: float) -> None:
        """Serves the client until its requests end. A task that fails ends the connection."""
        background = (
            self._while_connected(self._publisher.answer_for_ever()),
            self._while_connected(self._subscriber.negotiate_for_ever()),
            self._tell_when_connected(),
            self._renew_for_ever(refresh_seconds),
            *(self._ask_for_a_new_join_after(link) for link in self._links()),
        )
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(task) for task in background]
            while (request := await requests.get()) is not None:
                await self._take(request)
            for task in tasks:
                task.cancel()

    async def close(self) -> None:
        """Closes the media of this client."""
        self._subscriber.close()
        await asyncio.gather(*(link.close() for link in self._links()))

    def send(self, response: SignalResponse) -> None:
        self._writer.send(response)

    def send_data(self, packet: DataPacket, *, is_reliable: bool) -> None:
        self._channels.send(packet, is_reliable=is_reliable)

    def hear(self, track: HeardTrack) -> None:
        self._subscriber.hear(track)

    def stop_hearing(self, sid: str) -> None:
        self._subscriber.stop_hearing(sid)

    def renew(self) -> None:
        """Sends a fresh token, by which the client connects again after the end of its first one."""
        self.send(SignalResponse(refresh_token=self._renewal.token(self.member.claims)))

    def end(self, reason: DisconnectReason, action: LeaveRequest.Action) -> None:
        """Tells the client to leave. It hears nothing more, but its connections stay until it has closed its socket."""
        self._subscriber.close()
        self._writer.end(reason, action)

    def media_arrived(self, info: TrackInfo, source: Source) -> None:
        self._world.media_arrived(self.member, info, source)

    def media_ended(self, sid: str) -> None:
        self._world.unpublish(self.member, sid)

    def _links(self) -> Iterator[PeerLink]:
        yield self._publishing
        if self._hearing is not self._publishing:
            yield self._hearing

    async def _tell_when_connected(self) -> None:
        if await self._hearing.connected():
            self._world.connected(self.member)

    async def _while_connected(self, negotiation: Coroutine[Any, Any, None]) -> None:
        """Negotiates until a connection is over, which takes no description any more."""
        try:
            await negotiation
        except InvalidStateError:
            if not any(link.is_over for link in self._links()):
                raise

    async def _ask_for_a_new_join_after(self, link: PeerLink) -> None:
        """Lets a client whose media are lost connect again, because it may not have noticed yet."""
        await link.ended()
        self.end(DisconnectReason.STATE_MISMATCH, LeaveRequest.Action.RECONNECT)

    async def _renew_for_ever(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            self.renew()

    async def _take(self, request: SignalRequest) -> None:
        """Handles a request; those of a client that was told to leave come too late."""
        if not self._world.is_inside(self.member):
            return
        name = request.WhichOneof("message")
        if name == "trickle":
            await self._trickle(request.trickle)
        elif name in HANDLERS:
            HANDLERS[name](self, request)

    async def _trickle(self, trickle: TrickleRequest) -> None:
        candidate = read_candidate(trickle.candidateInit)
        link = self._hearing if trickle.target == SignalTarget.SUBSCRIBER else self._publishing
        if candidate is not None:
            await link.add_candidate(candidate)

    def _add_track(self, request: AddTrackRequest) -> None:
        info = TrackInfo(
            sid=new_sid("TR"),
            name=request.name,
            type=request.type,
            source=request.source,
            muted=request.muted,
            stream=request.stream,
            mime_type=OPUS.mime if request.type == TrackType.AUDIO else "",
            disable_dtx=request.disable_dtx,
            disable_red=True,
        )
        try:
            self._world.publish(self.member, info)
        except NotNow as no:
            refused = RequestResponse(reason=RequestResponse.Reason.NOT_ALLOWED, message=str(no), add_track=request)
            self.send(SignalResponse(request_response=refused))
            return
        self._publisher.announce(request.cid, info)
        self.send(SignalResponse(track_published=TrackPublishedResponse(cid=request.cid, track=info)))

    def _open_channel(self, channel: RTCDataChannel) -> None:
        if self._order.is_single:
            self._channels.use(channel)
        self._channels.listen(channel)

    def _take_data(self, data: bytes, is_reliable: bool) -> None:
        member = self.member
        if not member.info.permission.can_publish_data or not self._world.is_inside(member):
            return
        packet = DataPacket.FromString(data)
        packet.participant_identity, packet.participant_sid = member.info.identity, member.info.sid
        self._world.room_of(member).send_data(packet, is_reliable=is_reliable, sender=member)

    def _mute(self, request: SignalRequest) -> None:
        if self.member.track(request.mute.sid) is not None:
            self._world.mute(self.member, request.mute.sid, muted=request.mute.muted)

    def _subscribe(self, request: SignalRequest) -> None:
        wanted, member = request.subscription, self.member
        for other in self._world.room_of(member).others(member):
            for track in other.heard_tracks():
                if track.sid not in wanted.track_sids:
                    continue
                if not wanted.subscribe:
                    self.stop_hearing(track.sid)
                elif member.info.permission.can_subscribe:
                    self.hear(track)

    def _pong(self, request: SignalRequest) -> None:
        now = int(time.time() * 1000)
        if request.WhichOneof("message") == "ping":
            self.send(SignalResponse(pong=now))
        else:
            pong = Pong(last_ping_timestamp=request.ping_req.timestamp, timestamp=now)
            self.send(SignalResponse(pong_resp=pong))


HANDLERS: dict[str, Callable[[Peer, SignalRequest], None]] = {
    "offer": lambda peer, request: peer._publisher.take_offer(request.offer),
    "answer": lambda peer, request: peer._subscriber.take_answer(request.answer),
    "add_track": lambda peer, request: peer._add_track(request.add_track),
    "mute": Peer._mute,
    "subscription": Peer._subscribe,
    "leave": lambda peer, request: peer._world.leave(
        peer.member, request.leave.reason or DisconnectReason.CLIENT_INITIATED
    ),
    "ping": Peer._pong,
    "ping_req": Peer._pong,
}
