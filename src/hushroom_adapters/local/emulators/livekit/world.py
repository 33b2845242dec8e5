"""The rooms and their participants, kept in memory; a listener receives every event."""

import asyncio
import secrets
import time
from collections.abc import Callable

from attrs import define, field
from livekit.api.access_token import Claims, VideoGrants
from livekit.protocol.models import ParticipantInfo, Room, TrackInfo, TrackSource, TrackType
from livekit.protocol.room import CreateRoomRequest
from livekit.protocol.webhook import WebhookEvent

from hushroom_adapters.local.emulators.livekit.grants import may_publish

EMPTY_TIMEOUT_SECONDS = 300
DEPARTURE_TIMEOUT_SECONDS = 20
AUDIO_SOURCES = {"microphone": TrackSource.MICROPHONE, "screen_share_audio": TrackSource.SCREEN_SHARE_AUDIO}
VIDEO_SOURCES = {"camera": TrackSource.CAMERA, "screen_share": TrackSource.SCREEN_SHARE}


class NotThere(Exception):
    """The room, participant or track does not exist."""


class NotNow(Exception):
    """The room is full, or the participant may not publish this source."""


@define
class OpenRoom:
    info: Room
    participants: dict[str, ParticipantInfo] = field(factory=dict)
    claims: dict[str, Claims] = field(factory=dict)
    closing: asyncio.TimerHandle | None = None


class World:
    def __init__(self, tell: Callable[[WebhookEvent], None]) -> None:
        """Begins without rooms; `tell` is called with every event in order."""
        self._tell = tell
        self.rooms: dict[str, OpenRoom] = {}

    def open(self, request: CreateRoomRequest) -> Room:
        """Returns the room of this name, opened if needed."""
        if request.name in self.rooms:
            return self.rooms[request.name].info
        now = time.time()
        info = Room(
            sid=_fresh("RM"),
            name=request.name,
            empty_timeout=request.empty_timeout or EMPTY_TIMEOUT_SECONDS,
            departure_timeout=request.departure_timeout or DEPARTURE_TIMEOUT_SECONDS,
            max_participants=request.max_participants,
            metadata=request.metadata,
            creation_time=int(now),
            creation_time_ms=int(now * 1000),
        )
        room = self.rooms[request.name] = OpenRoom(info)
        self._happened("room_started", room)
        self._close_after(room, info.empty_timeout)
        return info

    def close(self, name: str) -> None:
        room = self.room(name)
        for identity in list(room.participants):
            self._remove(room, identity)
        self._finish(room)

    def room(self, name: str) -> OpenRoom:
        if name not in self.rooms:
            raise NotThere("requested room does not exist")
        return self.rooms[name]

    def participant(self, name: str, identity: str) -> ParticipantInfo:
        if name not in self.rooms or identity not in self.rooms[name].participants:
            raise NotThere("participant does not exist")
        return self.rooms[name].participants[identity]

    def claims(self, name: str, identity: str) -> Claims:
        """Returns the content of the token that a participant joined with."""
        self.participant(name, identity)
        return self.rooms[name].claims[identity]

    def participants(self, name: str) -> list[ParticipantInfo]:
        """Returns the participants of the room; none when the room is not open."""
        return list(self.rooms[name].participants.values()) if name in self.rooms else []

    def join(self, claims: Claims) -> ParticipantInfo:
        """Joins the token's room, opened if needed; an earlier connection of the same identity is cut."""
        video = claims.video or VideoGrants()
        self.open(CreateRoomRequest(name=video.room))
        room = self.rooms[video.room]
        if claims.identity in room.participants:
            self._remove(room, claims.identity)
        if room.info.max_participants and len(room.participants) >= room.info.max_participants:
            raise NotNow("room is full")
        info = self._participant(claims)
        room.participants[claims.identity], room.claims[claims.identity] = info, claims
        self._stay_open(room)
        self._happened("participant_joined", room, info)
        return info

    def leave(self, name: str, identity: str) -> None:
        self.participant(name, identity)
        room = self.rooms[name]
        self._remove(room, identity)
        if not room.participants:
            self._close_after(room, room.info.departure_timeout)

    def publish(self, name: str, identity: str, source: str) -> TrackInfo:
        """Publishes a participant's track from a source such as `microphone`, if the token allows it."""
        participant = self.participant(name, identity)
        sources = AUDIO_SOURCES | VIDEO_SOURCES
        if source not in sources or not may_publish(self.claims(name, identity).video or VideoGrants(), source):
            raise NotNow(f"{identity} may not publish {source}")
        kind = TrackType.AUDIO if source in AUDIO_SOURCES else TrackType.VIDEO
        track = TrackInfo(sid=_fresh("TR"), name=source, type=kind, source=sources[source])
        participant.tracks.append(track)
        self._happened("track_published", self.rooms[name], participant, track)
        return track

    def mute(self, name: str, identity: str, sid: str, *, muted: bool) -> TrackInfo:
        for track in self.participant(name, identity).tracks:
            if track.sid == sid:
                track.muted = muted
                return track
        raise NotThere("track is not found")

    def _remove(self, room: OpenRoom, identity: str) -> None:
        gone = room.participants.pop(identity)
        room.claims.pop(identity)
        room.info.num_participants = len(room.participants)
        gone.state = ParticipantInfo.State.DISCONNECTED
        self._happened("participant_left", room, gone)

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

    @staticmethod
    def _participant(claims: Claims) -> ParticipantInfo:
        now = time.time()
        return ParticipantInfo(
            sid=_fresh("PA"),
            identity=claims.identity,
            name=claims.name,
            metadata=claims.metadata,
            attributes=claims.attributes,
            state=ParticipantInfo.State.ACTIVE,
            joined_at=int(now),
            joined_at_ms=int(now * 1000),
        )

    def _happened(
        self,
        name: str,
        room: OpenRoom,
        participant: ParticipantInfo | None = None,
        track: TrackInfo | None = None,
    ) -> None:
        room.info.num_participants = len(room.participants)
        self._tell(
            WebhookEvent(
                id=_fresh("EV"),
                event=name,
                created_at=int(time.time()),
                room=room.info,
                participant=participant,
                track=track,
            )
        )


def _fresh(prefix: str) -> str:
    return f"{prefix}_{secrets.token_urlsafe(9)}"
