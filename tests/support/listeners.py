"""Clients of LiveKit's own SDK that send tones and measure what they hear."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import numpy as np
from attrs import define, field
from livekit import rtc
from livekit.api import AccessToken, VideoGrants
from numpy.typing import NDArray

from tests.support.servers import LiveKitPeer
from tests.support.waiting import PATIENCE_SECONDS, until

RATE = 48_000
FRAME = RATE // 100
LOUD = 8_000
SILENCE_RMS, LOUD_RMS = 50.0, 1_000.0
MINUTES = timedelta(minutes=5)


def a_token(livekit: LiveKitPeer, room: str, identity: str, lifetime: timedelta = MINUTES, **grants: Any) -> str:
    """Returns a token with these grants beside the right to join the room."""
    wanted = VideoGrants(**{"room_join": True, "room": room, **grants})
    token = AccessToken(livekit.api_key, livekit.api_secret).with_identity(identity).with_grants(wanted)
    return token.with_ttl(lifetime).to_jwt()


def pitch(sound: NDArray[np.int16]) -> float:
    """Returns the strongest frequency in hertz."""
    spectrum = np.abs(np.fft.rfft(sound.astype(float) * np.hanning(len(sound))))
    return float(np.fft.rfftfreq(len(sound), 1 / RATE)[spectrum.argmax()])


def loudness(sound: NDArray[np.int16]) -> float:
    """Returns the root mean square of the samples."""
    return float(np.sqrt((sound.astype(float) ** 2).mean()))


@define(eq=False)
class Listener:
    """A connected client. `events` holds the names of what happened to it, in order."""

    identity: str
    room: rtc.Room = field(factory=rtc.Room)
    events: list[str] = field(factory=list)
    speakers: list[set[str]] = field(factory=list)
    data: list[bytes] = field(factory=list)
    publication: rtc.LocalTrackPublication | None = None
    _tone: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Records the events of the room."""
        for name in ("reconnecting", "reconnected", "disconnected", "participant_connected", "track_muted"):
            self.room.on(name, self._record(name))
        self.room.on("active_speakers_changed", lambda them: self.speakers.append({one.identity for one in them}))
        self.room.on("data_received", lambda packet: self.data.append(packet.data))

    async def speak(self, hertz: float, name: str = "microphone") -> None:
        """Publishes a microphone track and sends a tone until the client leaves."""
        source = rtc.AudioSource(RATE, 1)
        track = rtc.LocalAudioTrack.create_audio_track(name, source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        self.publication = await self.room.local_participant.publish_track(track, options)
        self._tone = asyncio.create_task(_send_tone(source, hertz))

    async def hear(self, identity: str, seconds: float = 1.0) -> NDArray[np.int16]:
        """Returns what is heard of a participant during this time, after the first moment of a stream."""
        stream = rtc.AudioStream(await self.track_of(identity), sample_rate=RATE, num_channels=1)
        try:
            return await asyncio.wait_for(_read(stream, seconds), PATIENCE_SECONDS)
        finally:
            await stream.aclose()

    async def hears(self, identity: str, hertz: float, seconds: float = 0.5) -> bool:
        """Waits until the tone of a participant is heard within 2 Hz for this time, and loud.

        A client that gets too little of the processor plays faster for a moment to catch up, so it is heard again.
        """

        async def is_heard() -> bool:
            sound = await self.hear(identity, seconds)
            return loudness(sound) > LOUD_RMS and abs(pitch(sound) - hertz) <= 2

        return await until(is_heard)

    async def track_of(self, identity: str) -> rtc.Track:
        await until(lambda: _is(self._subscribed(identity) is not None))
        found = self._subscribed(identity)
        assert found is not None, f"{self.identity} was sent nothing of {identity}"
        return found

    async def lost(self, identity: str) -> int:
        """Returns the number of packets of a participant that never arrived."""
        stats = await (await self.track_of(identity)).get_stats()
        return sum(one.inbound_rtp.received.packets_lost for one in stats if one.HasField("inbound_rtp"))

    async def until_event(self, name: str, times: int = 1) -> bool:
        return await until(lambda: _is(self.events.count(name) >= times))

    def sees(self) -> set[str]:
        return {one.identity for one in self.room.remote_participants.values()}

    async def leave(self) -> None:
        if self._tone is not None:
            self._tone.cancel()
            with suppress(asyncio.CancelledError):
                await self._tone
        await self.room.disconnect()

    def _subscribed(self, identity: str) -> rtc.Track | None:
        them = self.room.remote_participants.get(identity)
        tracks = [] if them is None else [one.track for one in them.track_publications.values()]
        return next((track for track in tracks if track is not None), None)

    def _record(self, name: str) -> Callable[..., None]:
        return lambda *_: self.events.append(name)


@asynccontextmanager
async def in_room(livekit: LiveKitPeer, room: str, *identities: str, **grants: Any) -> AsyncIterator[list[Listener]]:
    """Joins a room with one client per identity, and leaves at the end of the block."""
    listeners: list[Listener] = []
    try:
        for identity in identities:
            listeners.append(Listener(identity))
            await join(livekit, listeners[-1], a_token(livekit, room, identity, **grants))
        yield listeners
    finally:
        for listener in listeners:
            await listener.leave()


async def join(livekit: LiveKitPeer, listener: Listener, token: str) -> None:
    """Connects a client. Raises: ConnectError."""
    listener.listen()
    await asyncio.wait_for(listener.room.connect(livekit.url.replace("http", "ws", 1), token), PATIENCE_SECONDS)


async def _send_tone(source: rtc.AudioSource, hertz: float) -> None:
    sent = 0
    while True:
        times = (np.arange(FRAME) + sent) / RATE
        sent += FRAME
        samples = (np.sin(2 * np.pi * hertz * times) * LOUD).astype(np.int16)
        await source.capture_frame(rtc.AudioFrame(samples.tobytes(), RATE, 1, FRAME))


async def _read(stream: rtc.AudioStream, seconds: float) -> NDArray[np.int16]:
    wanted, heard = int(RATE * (seconds + 0.3)), np.empty(0, dtype=np.int16)
    async for event in stream:
        heard = np.concatenate([heard, np.frombuffer(event.frame.data, dtype=np.int16)])
        if len(heard) >= wanted:
            break
    return heard[-int(RATE * seconds) :]


async def _is(truth: bool) -> bool:
    return truth
