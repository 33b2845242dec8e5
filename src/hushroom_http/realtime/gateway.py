"""The door to the realtime channel: an ASGI application beside API v1, opened with the first connection."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from attrs import define, field
from litestar import Request
from litestar.enums import ScopeType
from litestar.types import Receive, Scope, Send

from hushroom_domain.shared.errors import Refusal
from hushroom_http.addresses import client_of
from hushroom_http.errors import answer
from hushroom_http.limits import OVERALL, count
from hushroom_http.platform import Platform
from hushroom_http.realtime.channel import LOOK_SECONDS, Channel

PATH = "/socket.io"
TRY_AGAIN_LATER = 1013


@define(eq=False)
class Gateway:
    """Socket.IO on one process. `close` before the platform is closed."""

    platform: Callable[[], Platform]
    polling: bool
    trusted_proxies: int
    stranger_seconds: float = 20.0
    """Whoever shows no token for so long is seen off, at the latest after twice as long."""
    look_seconds: float = LOOK_SECONDS
    """How often all connections are looked at again."""
    _channel: Channel | None = field(default=None, init=False)

    def takes(self, scope: Scope) -> bool:
        """Whether a request is for the realtime channel."""
        path = scope["path"]
        return path == PATH or path.startswith(f"{PATH}/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of the protocol; a new connection counts against the client's limit."""
        try:
            await self._count(scope)
        except Refusal as refusal:
            await _refuse(scope, receive, send, refusal)
            return
        if self._channel is None:
            self._channel = Channel(
                self.platform,
                polling=self.polling,
                trusted_proxies=self.trusted_proxies,
                stranger_seconds=self.stranger_seconds,
                look_seconds=self.look_seconds,
            )
        await self._channel.server.handle_request(scope, receive, send)

    async def close(self) -> None:
        """Say goodbye to those who are connected."""
        if self._channel is not None:
            await self._channel.close()
            self._channel = None

    async def _count(self, scope: Scope) -> None:
        scope.setdefault("state", {})
        if b"sid" not in parse_qs(scope["query_string"]):  # The library's name for a connection that it knows.
            await count(self.platform().rate_limits, OVERALL, scope, client_of(scope, self.trusted_proxies))


async def _refuse(scope: Scope, receive: Receive, send: Send, refusal: Refusal) -> None:
    if scope["type"] == ScopeType.WEBSOCKET:
        await receive()
        await send({"type": "websocket.close", "code": TRY_AGAIN_LATER, "reason": refusal.text})
        return
    request: Request[Any, Any, Any] = Request(scope, receive, send)
    await answer(request, refusal).to_asgi_response(app=None, request=request)(scope, receive, send)
