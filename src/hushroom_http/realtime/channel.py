"""The Socket.IO server: the library's server with the namespaces, limits and stricter checks."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import socketio
import structlog

from hushroom_adapters.bootstrap import RequestOrigin
from hushroom_adapters.realtime.messages import DRIFT, SESSIONS
from hushroom_domain.shared.causes import reason_of
from hushroom_domain.shared.ids import UserId
from hushroom_http.realtime.drift import DriftNamespace
from hushroom_http.realtime.namespace import Namespace
from hushroom_http.realtime.packets import StrictPacket
from hushroom_http.realtime.sessions import SessionNamespace
from hushroom_http.server.client_address import address_of
from hushroom_http.server.middleware import origin_of
from hushroom_http.server.ports import Platform

LARGEST_MESSAGE_BYTES = 65_536
SIGN_SECONDS = 5.0
"""Seconds between two signs of life of this process's connections; presence drops them after three intervals."""
LOOK_SECONDS = 10.0
"""Seconds between two checks of all connections, because the message of an ended sign-in can get lost."""

log = structlog.get_logger("hushroom.realtime")


class Channel:
    """Runs the library's server, and the tasks for signs of life and for ending connections."""

    def __init__(
        self,
        platform: Callable[[], Platform],
        *,
        polling: bool,
        trusted_proxies: int,
        stranger_seconds: float,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        """Starts the server and its tasks; needs a running event loop."""
        self._stranger_seconds, self._look_seconds = stranger_seconds, look_seconds
        self._platform = platform
        self._looks: set[asyncio.Task[None]] = set()
        self._fanout = platform().fanout()
        self._fanout.on_access_ended = self._access_ended
        self.server = _server(self._fanout, polling=polling)

        def origin(environ: Any) -> RequestOrigin:
            scope = environ["asgi.scope"]
            return origin_of(dict(scope["headers"]), address_of(scope, trusted_proxies))

        self._sessions = SessionNamespace(SESSIONS, self.server, platform, origin)
        drift = DriftNamespace(DRIFT, self.server, platform, origin)
        self._namespaces: tuple[Namespace, ...] = (self._sessions, drift)
        for one in self._namespaces:
            self.server.on("connect", one.connect, namespace=one.name)
            self.server.on("disconnect", one.disconnect, namespace=one.name)
            self.server.on("*", one.answer, namespace=one.name)
        self._guard()
        errands = (self._give_signs(), self._see_off_strangers(), self._look_around())
        self._tasks = [asyncio.create_task(errand) for errand in errands]

    def knows(self, connection_id: str) -> bool:
        """Returns whether this is an open connection of this process."""
        return connection_id in self.server.eio.sockets

    async def close(self) -> None:
        for namespace in self._namespaces:
            for connection_id in list(namespace.visitors):
                await namespace.disconnect(connection_id, "server shutdown")
        tasks = [*self._tasks, *self._looks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._fanout.stop()
        await self.server.shutdown()

    async def _give_signs(self) -> None:
        while True:
            await asyncio.sleep(SIGN_SECONDS)
            try:
                await self._sessions.give_signs()
                await self._platform().sockets.give_signs()
            except Exception as error:  # noqa: BLE001 - the next heartbeat may succeed
                log.warning("no sign of life given", reason=reason_of(error))

    async def _look_around(self) -> None:
        while True:
            await asyncio.sleep(self._look_seconds)
            await self._look_again(None)

    def _access_ended(self, user_id: UserId) -> None:
        """Starts a check of the connections of this user."""
        if any(visitor.viewer.user_id == user_id for one in self._namespaces for visitor in one.visitors.values()):
            look = asyncio.create_task(self._look_again(user_id))
            self._looks.add(look)
            look.add_done_callback(self._looks.discard)

    async def _look_again(self, user_id: UserId | None) -> None:
        try:
            await asyncio.gather(*(one.look_again(user_id) for one in self._namespaces))
        except Exception as error:
            log.exception("connections could not be looked at, the next look may", reason=type(error).__name__)

    async def _see_off_strangers(self) -> None:
        """Closes connections that stay outside of all namespaces, because they have no valid token."""
        before: set[str] = set()
        while True:
            await asyncio.sleep(self._stranger_seconds)
            known = self.server.manager.sid_from_eio_sid
            strangers = {
                wire for wire in self.server.eio.sockets if not any(known(wire, one.name) for one in self._namespaces)
            }
            for wire in strangers & before:
                await self._cut_off(wire)
            before = strangers

    def _guard(self) -> None:
        """Closes connections that send malformed packets."""
        read = self.server.eio.handlers["message"]

        async def guarded(eio_sid: str, data: Any) -> None:
            try:
                await read(eio_sid, data)
            except Exception as error:  # noqa: BLE001 - handlers answer their own errors: this one is the client's
                log.info("realtime packet not readable", reason=type(error).__name__)
                await self._cut_off(eio_sid)

        self.server.eio.on("message", guarded)

    async def _cut_off(self, eio_sid: str) -> None:
        """Closes a connection from the server's side; the library would wait for the client."""
        wire = self.server.eio.sockets.get(eio_sid)
        if wire is not None:
            await wire.close(wait=False)
            await wire.queue.put(None)


class _AllTold(set[str]):
    """A set that contains every mistake of clients, so that the library never logs one with the client's words."""

    def __contains__(self, _: object) -> bool:
        """Returns True for every mistake."""
        return True


def _server(fanout: Any, *, polling: bool) -> Any:
    quiet = logging.getLogger("hushroom.realtime.library")
    # At lower levels the library logs every packet, with the clients' tokens.
    quiet.setLevel(logging.ERROR)
    server = socketio.AsyncServer(
        client_manager=fanout,
        async_mode="asgi",
        serializer=StrictPacket,
        # The events of a connection run one after the other, so that one client cannot run many at once.
        async_handlers=False,
        # Connects before a refusal, because a client receives `error` only when it is connected.
        always_connect=True,
        namespaces=[SESSIONS, DRIFT],
        transports=["polling", "websocket"] if polling else ["websocket"],
        # The token identifies the user and never a cookie, so another origin gains nothing by connecting. The request
        # middleware decides which sites may read a response.
        cors_allowed_origins=[],
        cors_credentials=False,
        max_http_buffer_size=LARGEST_MESSAGE_BYTES,
        logger=quiet,
        engineio_logger=quiet,
    )
    server.eio.log_message_keys = _AllTold()
    return server
