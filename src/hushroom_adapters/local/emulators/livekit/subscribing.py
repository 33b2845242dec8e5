"""The tracks that a client listens to: sections of its connection, offered by us or asked of it."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

from aiortc import RTCRtpTransceiver
from attrs import define, field, frozen
from livekit.protocol.rtc import MediaSectionsRequirement, SessionDescription, SignalResponse

from hushroom_adapters.local.emulators.livekit.forwarding import Outgoing, Source
from hushroom_adapters.local.emulators.livekit.links import PeerLink

ANSWER_SECONDS = 30.0
ASK_AGAIN_SECONDS = 1.0
OFFERED_TO_RECEIVE = "sendonly"
"""The library keeps the direction of an offer as seen from its own side."""


@frozen(eq=False)
class HeardTrack:
    """A track of another participant."""

    owner_sid: str
    sid: str
    source: Source


@define(eq=False)
class Section:
    """A section of the connection. It is inactive for one description before it carries another track."""

    transceiver: RTCRtpTransceiver
    outgoing: Outgoing
    track: HeardTrack | None = None

    @property
    def is_free(self) -> bool:
        return self.track is None and self.transceiver.currentDirection in {None, "inactive"}

    def carry(self, track: HeardTrack) -> None:
        self.track = track
        self.transceiver.direction = "sendonly"
        sender = self.transceiver.sender
        # Clients know a track by these two ids, for which the library has no setting.
        sender._stream_id, sender._track_id = f"{track.owner_sid}|{track.sid}", track.sid
        self.outgoing.follow(track.source)

    def clear(self) -> None:
        self.track = None
        self.transceiver.direction = "inactive"
        self.outgoing.follow(None)


class Subscriber(Protocol):
    """Sends the tracks of others to a client."""

    def hear(self, track: HeardTrack) -> None: ...
    def stop_hearing(self, sid: str) -> None: ...
    def fill(self, transceivers: Iterable[RTCRtpTransceiver]) -> dict[str, str]: ...
    def take_answer(self, answer: SessionDescription) -> None: ...
    async def negotiate_for_ever(self) -> None: ...
    def close(self) -> None: ...


@define(eq=False)
class Sections:
    """The sections of one connection and the tracks that have none yet."""

    sections: list[Section] = field(factory=list)
    waiting: dict[str, HeardTrack] = field(factory=dict)

    def want(self, track: HeardTrack) -> bool:
        """Returns whether the track was not there yet."""
        if track.sid in self.waiting or any(one.track and one.track.sid == track.sid for one in self.sections):
            return False
        self.waiting[track.sid] = track
        return True

    def drop(self, sid: str) -> bool:
        """Returns whether a section became free."""
        self.waiting.pop(sid, None)
        for section in self.sections:
            if section.track is not None and section.track.sid == sid:
                section.clear()
                return True
        return False

    def assign(self) -> None:
        """Gives the waiting tracks to the free sections, the oldest first."""
        for section in self.sections:
            if section.is_free and self.waiting:
                section.carry(self.waiting.pop(next(iter(self.waiting))))

    def mids(self) -> dict[str, str]:
        return {one.transceiver.mid: one.track.sid for one in self.sections if one.track and one.transceiver.mid}

    def close(self) -> None:
        for section in self.sections:
            section.outgoing.stop()


class OfferedSections:
    """Implements `Subscriber` on a connection of its own, whose offers are ours: the protocol `/rtc`."""

    def __init__(self, link: PeerLink, send: Callable[[SignalResponse], None]) -> None:
        self._link, self._send = link, send
        self._sections = Sections()
        self._changed = asyncio.Event()
        self._changed.set()
        self._answers: asyncio.Queue[SessionDescription] = asyncio.Queue()
        self._offers = 0

    def hear(self, track: HeardTrack) -> None:
        if self._sections.want(track):
            self._changed.set()

    def stop_hearing(self, sid: str) -> None:
        if self._sections.drop(sid):
            self._changed.set()

    def fill(self, transceivers: Iterable[RTCRtpTransceiver]) -> dict[str, str]:  # noqa: ARG002  nothing is heard there
        return {}

    def take_answer(self, answer: SessionDescription) -> None:
        self._answers.put_nowait(answer)

    async def negotiate_for_ever(self) -> None:
        """Offers each change of the sections. Raises: TimeoutError when the client does not answer."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self._link.settled()
            self._sections.assign()
            self._add_sections()
            await self._offer()

    def close(self) -> None:
        self._sections.close()

    def _add_sections(self) -> None:
        """Adds sections for the waiting tracks, unless some of those that are there become free with this offer."""
        becoming_free = sum(one.track is None for one in self._sections.sections)
        for _ in range(len(self._sections.waiting) - becoming_free):
            outgoing = Outgoing()
            transceiver = self._link.connection.addTransceiver(outgoing, direction="sendonly")
            self._sections.sections.append(Section(transceiver, outgoing))
        self._sections.assign()

    async def _offer(self) -> None:
        self._offers += 1
        sdp = await self._link.offer()
        mids = self._sections.mids()
        offer = SessionDescription(type="offer", sdp=sdp, id=self._offers, mid_to_track_id=mids)
        self._send(SignalResponse(offer=offer))
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await self._answers.get()
        await self._link.take("answer", answer.sdp)
        if self._sections.waiting:
            self._changed.set()


class RequestedSections:
    """Implements `Subscriber` on the one connection of a client, whose offers are its own: the protocol `/rtc/v1`."""

    def __init__(self, send: Callable[[SignalResponse], None], awaits_offer: Callable[[], bool]) -> None:
        """`awaits_offer` says whether an offer is missing for another reason, such as an announced track."""
        self._send, self._awaits_offer = send, awaits_offer
        self._sections = Sections()

    def hear(self, track: HeardTrack) -> None:
        if self._sections.want(track):
            self._ask()

    def stop_hearing(self, sid: str) -> None:
        if self._sections.drop(sid):
            self._ask()

    def fill(self, transceivers: Iterable[RTCRtpTransceiver]) -> dict[str, str]:
        self._adopt(transceivers)
        self._sections.assign()
        if self._sections.waiting:
            self._ask()
        return self._sections.mids()

    def take_answer(self, answer: SessionDescription) -> None:
        raise ValueError(f"no offer was made that {answer.id} could answer")

    async def negotiate_for_ever(self) -> None:
        """Asks again while an offer is missing, because a client that is negotiating may forget to offer once more."""
        while True:
            await asyncio.sleep(ASK_AGAIN_SECONDS)
            if self._sections.waiting or self._awaits_offer():
                self._ask()

    def close(self) -> None:
        self._sections.close()

    def _ask(self) -> None:
        """Asks for an offer with as many further sections as are missing; also none makes the client offer again."""
        free = sum(one.track is None for one in self._sections.sections)
        missing = max(0, len(self._sections.waiting) - free)
        self._send(SignalResponse(media_sections_requirement=MediaSectionsRequirement(num_audios=missing)))

    def _adopt(self, transceivers: Iterable[RTCRtpTransceiver]) -> None:
        """Takes over the sections that the client added to receive sound."""
        known = {one.transceiver for one in self._sections.sections}
        for transceiver in transceivers:
            is_ours = transceiver.kind == "audio" and transceiver._offerDirection == OFFERED_TO_RECEIVE
            if is_ours and transceiver not in known:
                outgoing = Outgoing()
                transceiver.sender.replaceTrack(outgoing)
                transceiver.direction = "inactive"
                self._sections.sections.append(Section(transceiver, outgoing))
