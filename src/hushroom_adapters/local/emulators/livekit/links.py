"""One WebRTC connection with a client, changed only when its last change is done."""

import asyncio

from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCDataChannel,
    RTCIceCandidate,
    RTCPeerConnection,
    RTCSessionDescription,
)

SETTLING_SECONDS = 30.0
UNSETTLED = frozenset({"new", "connecting"})
OVER = frozenset({"closed", "failed"})


class PeerLink:
    """A peer connection. While it is connecting, a further description would be lost in the library."""

    def __init__(self) -> None:
        # An empty list: without one the library asks a public STUN server.
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self._early: list[RTCIceCandidate] = []
        self._is_negotiated = False
        self._changed = asyncio.Event()
        self.connection.on("connectionstatechange", self._changed.set)

    @property
    def is_connected(self) -> bool:
        return bool(self.connection.connectionState == "connected")

    @property
    def is_over(self) -> bool:
        return bool(self.connection.connectionState in OVER)

    async def settled(self) -> None:
        """Waits until a connection that was negotiated is connected or has failed. Raises: TimeoutError."""
        async with asyncio.timeout(SETTLING_SECONDS):
            while self._is_under_way():
                self._changed.clear()
                await self._changed.wait()

    async def connected(self) -> bool:
        """Waits for the first connection; returns False when it was closed before."""
        while not self.is_connected:
            if self.is_over:
                return False
            self._changed.clear()
            await self._changed.wait()
        return True

    async def ended(self) -> None:
        """Waits until the connection is lost or closed by either side."""
        while not self.is_over:
            self._changed.clear()
            await self._changed.wait()

    async def take(self, kind: str, sdp: str) -> None:
        """Applies the client's description, and the candidates that came before it."""
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp, kind))
        self._is_negotiated = True
        early, self._early = self._early, []
        for candidate in early:
            await self.connection.addIceCandidate(candidate)

    async def answer(self) -> str:
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return str(self.connection.localDescription.sdp)

    async def offer(self) -> str:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return str(self.connection.localDescription.sdp)

    async def add_candidate(self, candidate: RTCIceCandidate) -> None:
        if not self._is_negotiated:
            self._early.append(candidate)
        elif not self.is_over:
            await self.connection.addIceCandidate(candidate)

    def open_channel(self, label: str, *, retransmits: int | None = None) -> RTCDataChannel:
        return self.connection.createDataChannel(label, ordered=True, maxRetransmits=retransmits)

    async def close(self) -> None:
        await self.connection.close()

    def _is_under_way(self) -> bool:
        return self._is_negotiated and self.connection.connectionState in UNSETTLED
