"""The tracks that a client publishes: its offers are answered one after the other."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

from aiortc import RTCRtpTransceiver
from livekit.protocol.models import TrackInfo, TrackType
from livekit.protocol.rtc import SessionDescription, SignalResponse

from hushroom_adapters.local.emulators.livekit.forwarding import Source
from hushroom_adapters.local.emulators.livekit.links import PeerLink

RECEIVES = frozenset({"recvonly", "sendrecv"})


class Publications(Protocol):
    """The participant whose tracks are published."""

    def media_arrived(self, info: TrackInfo, source: Source) -> None: ...
    def media_ended(self, sid: str) -> None: ...


class Publisher:
    """Answers the offers of a client and pairs its media with the tracks that it announced."""

    def __init__(
        self,
        link: PeerLink,
        publications: Publications,
        send: Callable[[SignalResponse], None],
        fill: Callable[[Iterable[RTCRtpTransceiver]], dict[str, str]],
    ) -> None:
        """`fill` puts what the client listens to into the sections of its offer, and returns track ids by section."""
        self._link, self._publications, self._send, self._fill = link, publications, send, fill
        self._offers: asyncio.Queue[SessionDescription] = asyncio.Queue()
        self._announced: dict[str, TrackInfo] = {}
        self._published: dict[RTCRtpTransceiver, str] = {}

    def announce(self, client_id: str, info: TrackInfo) -> None:
        """Keeps a track until its media arrives."""
        self._announced[client_id] = info

    @property
    def awaits_media(self) -> bool:
        """Returns whether a track was announced whose media has not been offered yet."""
        return bool(self._announced)

    def take_offer(self, offer: SessionDescription) -> None:
        self._offers.put_nowait(offer)

    async def answer_for_ever(self) -> None:
        while True:
            await self._answer(await self._offers.get())

    async def _answer(self, offer: SessionDescription) -> None:
        await self._link.settled()
        await self._link.take("offer", offer.sdp)
        transceivers = self._link.connection.getTransceivers()
        self._pair(transceivers)
        mids = self._fill(transceivers)
        sdp = await self._link.answer()
        answer = SessionDescription(type="answer", sdp=sdp, id=offer.id, mid_to_track_id=mids)
        self._send(SignalResponse(answer=answer))

    def _pair(self, transceivers: Iterable[RTCRtpTransceiver]) -> None:
        for transceiver in transceivers:
            is_sent = transceiver._offerDirection in RECEIVES
            if is_sent and transceiver not in self._published:
                self._begin(transceiver)
            elif not is_sent and transceiver in self._published:
                self._publications.media_ended(self._published.pop(transceiver))

    def _begin(self, transceiver: RTCRtpTransceiver) -> None:
        info = self._claim(transceiver)
        if info is not None and transceiver.kind == "audio":
            info.mid = transceiver.mid or ""
            self._published[transceiver] = info.sid
            self._publications.media_arrived(info, Source(transceiver.receiver))

    def _claim(self, transceiver: RTCRtpTransceiver) -> TrackInfo | None:
        """Returns the announced track of this media: the one of its id, else the oldest one of its kind."""
        client_id = transceiver.receiver.track.id
        if client_id in self._announced:
            return self._announced.pop(client_id)
        kind = TrackType.AUDIO if transceiver.kind == "audio" else TrackType.VIDEO
        oldest = next((key for key, info in self._announced.items() if info.type == kind), None)
        return None if oldest is None else self._announced.pop(oldest)
