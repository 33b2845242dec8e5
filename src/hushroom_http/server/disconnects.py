"""Middleware of slow routes, which detects a disconnected client before the slow work begins."""

import asyncio

from attrs import define
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.types.asgi_types import ReceiveMessage

from hushroom_adapters.bootstrap import GONE


class Attended:
    """Lets slow work ask if the client is still connected."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watches the connection from the end of the request's body until the response is sent."""
        watch = _Watch(receive)
        token = GONE.set(lambda: watch.is_gone)
        try:
            await self._app(scope, watch.receive, send)
        finally:
            GONE.reset(token)
            watch.stop()


@define(eq=False)
class _Watch:
    """Reads on after the body, because a server reports a disconnection only to a reader."""

    _receive: Receive
    is_gone: bool = False
    _looking: "asyncio.Task[ReceiveMessage] | None" = None

    async def receive(self) -> ReceiveMessage:
        """Returns the next message of the server."""
        if self._looking is not None:
            return await asyncio.shield(self._looking)
        message = await self._receive()
        self._note(message)
        if message["type"] == "http.request" and not message["more_body"]:
            self._looking = asyncio.create_task(self._look())
        return message

    async def _look(self) -> ReceiveMessage:
        message = await self._receive()
        self._note(message)
        return message

    def _note(self, message: ReceiveMessage) -> None:
        self.is_gone = self.is_gone or message["type"] == "http.disconnect"

    def stop(self) -> None:
        """Stops watching."""
        if self._looking is not None:
            self._looking.cancel()
