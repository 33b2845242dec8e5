"""Websockets as the server speaks them: uvicorn's protocol, whose refusals are no mistakes of ours."""

import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

QUIET = logging.getLogger("hushroom.http.websockets")
QUIET.setLevel(logging.WARNING)
"""Below this the library writes the query of each address, and the frame has a line for each websocket."""


class ObservedWebsocket(WebSocketsSansIOProtocol):
    """One websocket, or the refusal of one."""

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self.logger = QUIET

    async def send(self, message: Any) -> None:
        """Send what the application says; with a whole refusal the handshake is over, which the library overlooks."""
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True
