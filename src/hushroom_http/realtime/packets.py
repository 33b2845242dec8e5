"""The packets of the protocol, stricter than the library reads them.

The library takes an event that a client calls "connect" or "disconnect" for the real thing, stumbles over one that
has no name, and would keep any number of binary attachments until the last has come.
"""

from typing import Any

from socketio.packet import BINARY_EVENT, EVENT, Packet

RESERVED = frozenset({"connect", "connect_error", "disconnect", "disconnecting"})

MOST_ATTACHMENTS = 4
"""Nothing that we understand has any, but one that has a few is still told what is wrong with it."""


class StrictPacket(Packet):  # type: ignore[misc] # the library is not typed
    """A packet; reading one that no client of good faith sends raises `ValueError`."""

    def decode(self, encoded_packet: Any) -> Any:
        """Read the packet, as the library does, and look at the event's name."""
        attachments: int = super().decode(encoded_packet)
        if attachments > MOST_ATTACHMENTS:
            raise ValueError("too many attachments")
        if self.packet_type in {EVENT, BINARY_EVENT}:
            name = self.data[0] if isinstance(self.data, list) and self.data else None
            if not isinstance(name, str) or name in RESERVED:
                raise ValueError("not the name of an event")
        return attachments
