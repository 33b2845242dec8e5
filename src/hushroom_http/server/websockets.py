"""Websockets of the server: uvicorn's protocol, without errors in the log for refused handshakes."""

import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

QUIET = logging.getLogger("hushroom.http.websockets")
QUIET.setLevel(logging.WARNING)
"""Below this level the library logs query strings; the middleware logs each websocket already."""


class ObservedWebsocket(WebSocketsSansIOProtocol):
    """Serves or refuses one websocket."""

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self.logger = QUIET

    async def send(self, message: Any) -> None:
        """Sends a message, and ends the handshake after a complete refusal, which the library does not do."""
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True
