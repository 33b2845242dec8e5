"""The rooms and their participants, kept in memory; a listener receives every event."""

import asyncio
import time
from collections.abc import Callable

from livekit.api.access_token import Claims, VideoGrants
from livekit.protocol.models import Codec, DataPacket, DisconnectReason, ParticipantInfo, Room, TrackInfo, TrackType
from livekit.protocol.room import CreateRoomRequest, UpdateParticipantRequest
from livekit.protocol.rtc import LeaveRequest, MuteTrackRequest, RoomUpdate, SignalResponse
from livekit.protocol.webhook import WebhookEvent

from hushroom_adapters.local.emulators.livekit.forwarding import Source
from hushroom_adapters.local.emulators.livekit.grants import SOURCES, VIDEO_SOURCES, video_of
from hushroom_adapters.local.emulators.livekit.room import Connection, Member, OpenRoom, new_participant, new_sid
from hushroom_adapters.local.emulators.livekit.subscribing import HeardTrack

EMPTY_TIMEOUT_SECONDS = 300
DEPARTURE_TIMEOUT_SECONDS = 20
OPUS = Codec(mime="audio/opus")
Reason = DisconnectReason
DISCONNECT = LeaveRequest.Action.DISCONNECT


class NotThere(Exception):
    """The room, participant or track does not exist."""


class NotNow(Exception):
    """The room is full, or the participant may not publish this source."""


class World:
    def __init__(self, tell: Callable[[WebhookEvent], None], *, creates_rooms: bool = True) -> None:
        """Begins without rooms; `tell` is called with every event in order.

        Without `creates_rooms`, which is LiveKit's setting `room.auto_create`, nobody enters a room that is not open.
        """
        self._tell = tell
        self._creates_rooms = creates_rooms
        self.rooms: dict[str, OpenRoom] = {}

    def open(self, request: CreateRoomRequest) -> Room:
        """Returns the room of this name, opened if needed."""
        if request.name in self.rooms:
            return self.rooms[request.name].info
        now = time.time()
        info = Room(
            sid=new_sid("RM"),
            name=request.name,
            empty_timeout=request.empty_timeout or EMPTY_TIMEOUT_SECONDS,
            departure_timeout=request.departure_timeout or DEPARTURE_TIMEOUT_SECONDS,
            max_participants=request.max_participants,
            metadata=request.metadata,
            creation_time=int(now),
            creation_time_ms=int(now * 1000),
            enabled_codecs=[OPUS],
        )
        room = self.rooms[request.name] = OpenRoom(info)
        self._happened("room_started", room)
        self._close_after(room, info.empty_timeout)
        return info

    def close(self, name: str) -> None:
        room = self.room(name)
        for member in list(room.members.values()):
            self._remove(room, member, Reason.ROOM_DELETED)
        self._finish(room)

    def room(self, name: str) -> OpenRoom:
        if name not in self.rooms:
            raise NotThere("requested room does not exist")
        return self.rooms[name]

    def member(self, name: str, identity: str) -> Member:
        if name not in self.rooms or identity not in self.rooms[name].members:
            raise NotThere("participant does not exist")
        return self.rooms[name].members[identity]

    def participants(self, name: str) -> list[ParticipantInfo]:
        """Returns the participants of the room; none when the room is not open."""
        return [member.info for member in self.rooms[name].members.values()] if name in self.rooms else []

    def join(self, claims: Claims, connection: Connection | None = None) -> Member:
        """Joins the token's room; an earlier connection of the same identity is cut.

        Raises: NotThere, NotNow.
        """
        self.check_join(claims)
        name = video_of(claims).room
        self.open(CreateRoomRequest(name=name))
        room = self.room(name)
        if claims.identity in room.members:
            self._remove(room, room.members[claims.identity], Reason.DUPLICATE_IDENTITY)
        member = Member(new_participant(claims, is_active=connection is None), claims, connection)
        room.members[claims.identity] = member
        self._stay_open(room)
        self._happened("participant_joined", room, member.info)
        room.broadcast(member.update, but=member)
        return member

    def check_join(self, claims: Claims) -> None:
        """Refuses a join that is not possible now. Raises: NotThere without the room if joining opens none, NotNow."""
        name = video_of(claims).room
        if name not in self.rooms and self._creates_rooms:
            return
        room = self.room(name)
        if room.is_full and claims.identity not in room.members:
            raise NotNow("room is full")

    def is_inside(self, member: Member) -> bool:
        """Returns whether this connection of the participant is the one that counts."""
        room = self.rooms.get(video_of(member.claims).room)
        return room is not None and room.members.get(member.info.identity) is member

    def leave(self, member: Member, reason: Reason = Reason.CLIENT_INITIATED) -> None:
        """Removes the participant, unless a newer connection has taken the place of this one."""
        if not self.is_inside(member):
            return
        room = self.room_of(member)
        self._remove(room, member, reason)
        if not room.members:
            self._close_after(room, room.info.departure_timeout)

    def room_of(self, member: Member) -> OpenRoom:
        return self.room(video_of(member.claims).room)

    def publish(self, member: Member, info: TrackInfo) -> None:
        """Adds a track, if the permissions of the participant allow it."""
        if not member.may_publish(info.source):
            raise NotNow(f"{member.info.identity} may not publish this source")
        member.info.tracks.append(info)
        room = self.room_of(member)
        self._happened("track_published", room, member.info, info)
        room.broadcast(member.update, but=member)

    def publish_source(self, name: str, identity: str, source: str) -> TrackInfo:
        """Publishes a track of a participant from a source such as `microphone`, without media."""
        if source not in SOURCES:
            raise NotNow(f"{source} is no source")
        kind = TrackType.VIDEO if source in VIDEO_SOURCES else TrackType.AUDIO
        info = TrackInfo(sid=new_sid("TR"), name=source, type=kind, source=SOURCES[source])
        self.publish(self.member(name, identity), info)
        return info

    def unpublish(self, member: Member, sid: str) -> None:
        """Takes a track back; a track that is gone already changes nothing."""
        track = member.track(sid)
        if track is None or not self.is_inside(member):
            return
        member.sources.pop(sid, None)
        member.info.tracks.remove(track)
        room = self.room_of(member)
        room.stop_hearing(sid)
        room.broadcast(member.update)
        self._happened("track_unpublished", room, member.info, track)

    def media_arrived(self, member: Member, info: TrackInfo, source: Source) -> None:
        """Lets the others hear a track whose first packets may come now."""
        if not self.is_inside(member) or (track := member.track(info.sid)) is None:
            return
        track.mid = info.mid
        source.is_muted = track.muted
        member.sources[info.sid] = source
        room = self.room_of(member)
        room.broadcast(member.update)
        for listener in room.others(member):
            room.let_hear(listener, [HeardTrack(member.info.sid, info.sid, source)])

    def connected(self, member: Member) -> None:
        """Tells everybody that the participant can hear, and sends what there is to be heard."""
        if not self.is_inside(member):
            return
        member.info.state = ParticipantInfo.State.ACTIVE
        self.room_of(member).broadcast(member.update)

    def mute(self, member: Member, sid: str, *, muted: bool) -> TrackInfo:
        """Mutes a track, so that nothing of it is forwarded, or unmutes it."""
        track = member.track(sid)
        if track is None:
            raise NotThere("track is not found")
        track.muted = muted
        if sid in member.sources:
            member.sources[sid].is_muted = muted
        self.room_of(member).broadcast(member.update)
        return track

    def mute_by_server(self, name: str, identity: str, sid: str, *, muted: bool) -> TrackInfo:
        """Mutes a track and tells its publisher; only the publisher unmutes a track that has media."""
        member = self.member(name, identity)
        if not muted and member.connection is not None:
            raise NotNow("remote unmute not enabled")
        track = self.mute(member, sid, muted=muted)
        if member.connection is not None:
            member.connection.send(SignalResponse(mute=MuteTrackRequest(sid=sid, muted=muted)))
        return track

    def update_participant(self, request: UpdateParticipantRequest) -> ParticipantInfo:
        """Changes name, metadata, attributes and permissions; tracks that are not permitted any more end."""
        member = self.member(request.room, request.identity)
        member.claims.name = member.info.name = request.name or member.info.name
        member.claims.metadata = member.info.metadata = request.metadata or member.info.metadata
        member.info.attributes.update(request.attributes)
        if request.HasField("permission"):
            self._permit(member, request)
        room = self.room_of(member)
        room.broadcast(member.update)
        if member.connection is not None:
            member.connection.renew()
        return member.info

    def update_metadata(self, name: str, metadata: str) -> Room:
        room = self.room(name)
        room.info.metadata = metadata
        room.broadcast(SignalResponse(room_update=RoomUpdate(room=room.info)))
        return room.info

    def send_data(self, name: str, packet: DataPacket, *, is_reliable: bool) -> None:
        self.room(name).send_data(packet, is_reliable=is_reliable)

    def _permit(self, member: Member, request: UpdateParticipantRequest) -> None:
        permission = member.info.permission
        permission.CopyFrom(request.permission)
        video = member.claims.video = member.claims.video or VideoGrants()
        video.can_publish, video.can_subscribe = permission.can_publish, permission.can_subscribe
        video.can_publish_data = permission.can_publish_data
        video.can_publish_sources = [name for name, one in SOURCES.items() if one in permission.can_publish_sources]
        for track in list(member.info.tracks):
            if not member.may_publish(track.source):
                self.unpublish(member, track.sid)
        if member.connection is not None and not permission.can_subscribe:
            for other in self.room_of(member).others(member):
                for sid in other.sources:
                    member.connection.stop_hearing(sid)

    def _remove(self, room: OpenRoom, member: Member, reason: Reason) -> None:
        del room.members[member.info.identity]
        room.info.num_participants = len(room.members)
        for sid in member.sources:
            room.stop_hearing(sid)
        member.info.state = ParticipantInfo.State.DISCONNECTED
        member.info.disconnect_reason = reason
        if member.connection is not None:
            member.connection.end(reason, DISCONNECT)
        room.broadcast(member.update)
        self._happened("participant_left", room, member.info)

    def _finish(self, room: OpenRoom) -> None:
        self._stay_open(room)
        del self.rooms[room.info.name]
        self._happened("room_finished", room)

    def _close_after(self, room: OpenRoom, seconds: int) -> None:
        self._stay_open(room)
        room.closing = asyncio.get_running_loop().call_later(seconds, self._finish, room)

    def _stay_open(self, room: OpenRoom) -> None:
        if room.closing is not None:
            room.closing.cancel()
            room.closing = None

    def _happened(
        self,
        name: str,
        room: OpenRoom,
        participant: ParticipantInfo | None = None,
        track: TrackInfo | None = None,
    ) -> None:
        room.info.num_participants = len(room.members)
        self._tell(
            WebhookEvent(
                id=new_sid("EV"),
                event=name,
                created_at=int(time.time()),
                room=room.info,
                participant=participant,
                track=track,
            )
        )
