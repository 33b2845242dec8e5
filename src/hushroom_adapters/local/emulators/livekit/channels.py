"""The data channels of a client: one is reliable, the other drops what is late."""

from collections import deque
from collections.abc import Callable

from aiortc import RTCDataChannel
from livekit.protocol.models import DataPacket

from hushroom_adapters.local.emulators.livekit.links import PeerLink

RELIABLE, LOSSY = "_reliable", "_lossy"
WAITING_PACKETS = 100
"""The packets that are kept for a client whose reliable channel is still opening; the oldest is dropped."""


class DataChannels:
    """Sends packets to one client and takes those that it sends."""

    def __init__(self, take: Callable[[bytes, bool], None]) -> None:
        """`take` receives the bytes of a packet of the client, and whether they came on the reliable channel."""
        self._take = take
        self._open: dict[str, RTCDataChannel] = {}
        self._waiting: deque[bytes] = deque(maxlen=WAITING_PACKETS)

    def offer(self, link: PeerLink) -> None:
        """Opens both channels from this side, for a client that listens on a connection of its own."""
        self.use(link.open_channel(RELIABLE))
        self.use(link.open_channel(LOSSY, retransmits=0))

    def use(self, channel: RTCDataChannel) -> None:
        """Sends on this channel as soon as it is open, the packets that wait first."""
        self._open[channel.label] = channel
        if channel.label == RELIABLE:
            channel.on("open", self._send_waiting)
            self._send_waiting()

    def listen(self, channel: RTCDataChannel) -> None:
        """Takes what the client sends on this channel."""
        channel.on("message", lambda data: self._take(data, channel.label == RELIABLE))

    def send(self, packet: DataPacket, *, is_reliable: bool) -> None:
        """Sends a packet. A reliable one waits for its channel, because a client joins before its channel is open."""
        data = packet.SerializeToString()
        if is_reliable:
            self._waiting.append(data)
            self._send_waiting()
        elif (channel := self._channel(LOSSY)) is not None:
            channel.send(data)

    def _send_waiting(self) -> None:
        channel = self._channel(RELIABLE)
        while channel is not None and self._waiting:
            channel.send(self._waiting.popleft())

    def _channel(self, label: str) -> RTCDataChannel | None:
        channel = self._open.get(label)
        return channel if channel is not None and channel.readyState == "open" else None
