"""Forwarding of sound: Opus packets go from the publisher to the listeners as they came, without being decoded."""

import asyncio
from fractions import Fraction
from typing import Any

from aiortc import MediaStreamTrack, RTCRtpReceiver
from aiortc.rtp import RtpPacket
from av.packet import Packet

CLOCK = Fraction(1, 48_000)
PACKET_TICKS = 960
"""The ticks of one packet of 20 ms, the distance from the last packet of one source to the first of the next."""
WAITING_PACKETS = 25
"""Half a second; when a listener falls behind, the oldest packet is dropped."""
SILENCE_DBOV = 127
TIMESTAMPS = 1 << 32


class Source:
    """The packets of one published track. They are handed on at once, so that nobody hears what was said before."""

    def __init__(self, receiver: RTCRtpReceiver) -> None:
        """Takes the packets of the receiver before it decodes them, which no public method of the library allows."""
        self.is_muted = False
        self.listeners: set[Outgoing] = set()
        self._ticks: int | None = None
        self._loudest = SILENCE_DBOV
        receiver._handle_rtp_packet = self.take  # type: ignore[method-assign]

    async def take(self, packet: RtpPacket, arrival_time_ms: int) -> None:  # noqa: ARG002  the receiver's signature
        if not packet.payload or self.is_muted:
            return
        if packet.extensions.audio_level is not None:
            self._loudest = min(self._loudest, packet.extensions.audio_level[1])
        self._ticks = unwrapped(self._ticks, packet.timestamp)
        for listener in self.listeners:
            listener.put(packet.payload, self._ticks)

    def loudest(self) -> int:
        """Returns the loudest level since the last call in -dBov: 0 is the loudest, 127 is silence."""
        loudest, self._loudest = self._loudest, SILENCE_DBOV
        return loudest


class Outgoing(MediaStreamTrack):
    """A section of a listener's connection. It follows one source after the other, because a section lives on."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._source: Source | None = None
        self._packets: asyncio.Queue[Packet[Any]] = asyncio.Queue(WAITING_PACKETS)
        self._last, self._shift = 0, 0
        self._begins = True

    def follow(self, source: Source | None) -> None:
        """Sends the packets of this source from now on; of none when it is None."""
        if self._source is not None:
            self._source.listeners.discard(self)
        self._source, self._begins = source, True
        if source is not None:
            source.listeners.add(self)

    def put(self, payload: bytes, ticks: int) -> None:
        """Queues a packet; its time stamps continue those of the source before."""
        if self._begins:
            self._shift, self._begins = self._last + PACKET_TICKS - ticks, False
        if self._packets.full():
            self._packets.get_nowait()
        packet = Packet(payload)
        packet.pts, packet.time_base = ticks + self._shift, CLOCK
        self._last = max(self._last, packet.pts)
        self._packets.put_nowait(packet)

    async def recv(self) -> "Packet[Any]":
        return await self._packets.get()

    def stop(self) -> None:
        super().stop()
        self.follow(None)


def unwrapped(last: int | None, timestamp: int) -> int:
    """Returns the 32-bit time stamp as the number nearest to the last one that it can stand for."""
    if last is None:
        return timestamp
    step = (timestamp - last) % TIMESTAMPS
    return last + (step - TIMESTAMPS if step >= TIMESTAMPS // 2 else step)
