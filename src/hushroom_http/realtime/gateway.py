"""The ASGI application of the realtime channel, which opens with its first connection."""

from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import parse_qs

from attrs import define, field
from litestar.enums import ScopeType
from litestar.exceptions import MethodNotAllowedException
from litestar.types import Receive, Scope, Send

from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.realtime.channel import LOOK_SECONDS, Channel
from hushroom_http.realtime.polling import packets_of, received_at_once
from hushroom_http.server.ports import Platform
from hushroom_http.server.surfaces import FOR_PROGRAMS, ErrorWriter, Surface

PATH = "/socket.io"
METHODS = ("GET", "POST")
CONNECTION, TRANSPORT, SCRIPT = "sid", "transport", "j"
"""Parameters of the protocol: the connection id, the transport, and JSONP, which is not served."""
UPGRADE = (b"upgrade", b"connection")


class NotRealtime(ValidationFailed):
    code: ClassVar[str] = "realtime.not_valid"
    message: ClassVar[str] = "This is not a request of Engine.IO 4"


@define(eq=False)
class Gateway:
    """Serves Socket.IO on one process; `close` has to run before the platform is closed."""

    platform: Callable[[], Platform]
    polling: bool
    trusted_proxies: int
    stranger_seconds: float = 20.0
    """Seconds after which a connection without a token is closed, at the latest after twice that time."""
    look_seconds: float = LOOK_SECONDS
    """Seconds between two checks of all connections."""
    _channel: Channel | None = field(default=None, init=False)

    def takes(self, path: str) -> bool:
        """Returns whether a path belongs to the realtime channel."""
        return path.startswith(PATH) and (path == PATH or path[len(PATH)] == "/")

    def surface(self, write_error: ErrorWriter) -> Surface:
        """Returns the surface of the paths of Socket.IO."""
        return Surface(takes=self.takes, headers=FOR_PROGRAMS, write_error=write_error)

    def knows(self, scope: Scope) -> bool:
        """Returns whether a request belongs to a connection of this process that is open."""
        return self._channel is not None and self._channel.knows(_parameters(scope).get(CONNECTION, ""))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request of the protocol. Raises: NotRealtime, BodyTooLarge, EncodedBody."""
        scope.setdefault("path_template", PATH)
        asked = _parameters(scope)
        if SCRIPT in asked:
            raise NotRealtime
        if scope["type"] == ScopeType.WEBSOCKET:
            if asked.get(TRANSPORT) != ScopeType.WEBSOCKET:
                raise NotRealtime
        elif scope["method"] not in METHODS:
            raise MethodNotAllowedException(headers={"allow": ", ".join(METHODS)})
        else:
            scope, receive = await self._plain(scope, receive)
        await self._opened().server.handle_request(scope, receive, send)

    async def _plain(self, scope: Any, receive: Receive) -> tuple[Any, Receive]:
        """Returns the request with its complete body and without an upgrade to a websocket."""
        body = b""
        if scope["method"] == "POST":
            body = await packets_of(scope, receive)
        fields = [one for one in scope["headers"] if one[0] not in (*UPGRADE, b"content-length")]
        length = (b"content-length", b"%d" % len(body))
        return {**scope, "headers": [*fields, length]}, received_at_once(body, receive)

    def _opened(self) -> Channel:
        if self._channel is None:
            self._channel = Channel(
                self.platform,
                polling=self.polling,
                trusted_proxies=self.trusted_proxies,
                stranger_seconds=self.stranger_seconds,
                look_seconds=self.look_seconds,
            )
        return self._channel

    async def close(self) -> None:
        """Closes the channel with all connections."""
        if self._channel is not None:
            await self._channel.close()
            self._channel = None


def _parameters(scope: Scope) -> dict[str, str]:
    """Returns the first value of each query parameter, as the library reads them."""
    query = scope["query_string"].decode("utf-8", "replace")
    return {name: values[0] for name, values in parse_qs(query).items()}
