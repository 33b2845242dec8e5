"""Packets of the protocol, read more strictly than by the library.

The library takes an event named "connect" or "disconnect" for a real connection or disconnection, fails on an event
without a name, and would keep any number of binary attachments until the last one arrives.
"""

from typing import Any

from socketio.packet import BINARY_EVENT, EVENT, Packet

RESERVED = frozenset({"connect", "connect_error", "disconnect", "disconnecting"})

MOST_ATTACHMENTS = 4
"""No event has attachments, but a packet with few of them still gets a proper error."""


class StrictPacket(Packet):  # type: ignore[misc] # the library is not typed
    """A packet. Raises: ValueError on decoding a packet that no correct client sends."""

    def decode(self, encoded_packet: Any) -> Any:
        """Decodes the packet like the library, and checks the name of the event. Raises: ValueError."""
        attachments: int = super().decode(encoded_packet)
        if attachments > MOST_ATTACHMENTS:
            raise ValueError("too many attachments")
        if self.packet_type in {EVENT, BINARY_EVENT}:
            name = self.data[0] if isinstance(self.data, list) and self.data else None
            if not isinstance(name, str) or name in RESERVED:
                raise ValueError("not the name of an event")
        return attachments
