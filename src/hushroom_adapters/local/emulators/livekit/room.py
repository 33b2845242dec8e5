"""A room that is open, its members, and what each of them hears of the others."""

import asyncio
import secrets
import time
from collections.abc import Iterable, Iterator
from typing import Protocol

from attrs import define, field
from livekit.api.access_token import Claims, VideoGrants
from livekit.protocol.models import (
    DataPacket,
    DisconnectReason,
    ParticipantInfo,
    ParticipantPermission,
    Room,
    TrackInfo,
    TrackSource,
)
from livekit.protocol.rtc import LeaveRequest, ParticipantUpdate, SignalResponse

from hushroom_adapters.local.emulators.livekit.forwarding import Source
from hushroom_adapters.local.emulators.livekit.grants import SOURCES, video_of
from hushroom_adapters.local.emulators.livekit.subscribing import HeardTrack


class Connection(Protocol):
    """The live connection of a member."""

    @property
    def hears_everybody(self) -> bool: ...
    def send(self, response: SignalResponse) -> None: ...
    def send_data(self, packet: DataPacket, *, is_reliable: bool) -> None: ...
    def hear(self, track: HeardTrack) -> None: ...
    def stop_hearing(self, sid: str) -> None: ...
    def renew(self) -> None: ...
    def end(self, reason: DisconnectReason, action: LeaveRequest.Action) -> None: ...


@define(eq=False)
class Member:
    """A participant; `connection` is None for one whom a test let join without a client."""

    info: ParticipantInfo
    claims: Claims
    connection: Connection | None = None
    sources: dict[str, Source] = field(factory=dict)

    @property
    def update(self) -> SignalResponse:
        return SignalResponse(update=ParticipantUpdate(participants=[self.info]))

    def track(self, sid: str) -> TrackInfo | None:
        return next((track for track in self.info.tracks if track.sid == sid), None)

    def may_publish(self, source: TrackSource) -> bool:
        """Returns whether a source may be published: by the list of sources if there is one, else by `canPublish`."""
        permission = self.info.permission
        return source in permission.can_publish_sources if permission.can_publish_sources else permission.can_publish

    def heard_tracks(self) -> Iterator[HeardTrack]:
        return (HeardTrack(self.info.sid, sid, source) for sid, source in self.sources.items())


@define(eq=False)
class OpenRoom:
    info: Room
    members: dict[str, Member] = field(factory=dict)
    closing: asyncio.TimerHandle | None = None

    @property
    def is_full(self) -> bool:
        return bool(self.info.max_participants) and len(self.members) >= self.info.max_participants

    def others(self, member: Member) -> list[Member]:
        return [one for one in self.members.values() if one is not member]

    def broadcast(self, response: SignalResponse, *, but: Member | None = None) -> None:
        for member in self.members.values():
            if member.connection is not None and member is not but:
                member.connection.send(response)

    def let_hear(self, listener: Member, tracks: Iterable[HeardTrack]) -> None:
        """Sends the tracks to a member who wants them and may hear them."""
        connection = listener.connection
        if connection is None or not connection.hears_everybody or not listener.info.permission.can_subscribe:
            return
        for track in tracks:
            connection.hear(track)

    def stop_hearing(self, sid: str) -> None:
        for member in self.members.values():
            if member.connection is not None:
                member.connection.stop_hearing(sid)

    def send_data(self, packet: DataPacket, *, is_reliable: bool, sender: Member | None = None) -> None:
        """Sends a packet to those that it names, and to everybody but its sender when it names nobody."""
        for member in self.members.values():
            is_meant = not packet.destination_identities or member.info.identity in packet.destination_identities
            if member.connection is not None and member is not sender and is_meant:
                member.connection.send_data(packet, is_reliable=is_reliable)


def permission_of(video: VideoGrants) -> ParticipantPermission:
    return ParticipantPermission(
        can_subscribe=video.can_subscribe,
        can_publish=video.can_publish,
        can_publish_data=video.can_publish_data,
        can_publish_sources=[SOURCES[name] for name in video.can_publish_sources or () if name in SOURCES],
        can_update_metadata=bool(video.can_update_own_metadata),
        hidden=bool(video.hidden),
    )


def new_participant(claims: Claims, *, is_active: bool) -> ParticipantInfo:
    now, states = time.time(), ParticipantInfo.State
    return ParticipantInfo(
        sid=new_sid("PA"),
        identity=claims.identity,
        name=claims.name,
        metadata=claims.metadata,
        attributes=claims.attributes,
        state=states.ACTIVE if is_active else states.JOINING,
        joined_at=int(now),
        joined_at_ms=int(now * 1000),
        permission=permission_of(video_of(claims)),
    )


def new_sid(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(6)}"
