"""One connection of the server: its deadlines, its place among the others, and early refusals.

The application writes the response to a refused request, so that it gets the same headers, format and log line as any
other response.
"""

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from hushroom_http.server.endless_responses import END_OF_SERVER
from hushroom_http.server.open_files import connections_at_most
from hushroom_http.server.unfinished_requests import REFUSED, TooSlow, UnfinishedRequest

_WAITING: "WeakKeyDictionary[ServerState, dict[TimedConnection, None]]" = WeakKeyDictionary()
"""The connections of each server that wait for a request, the longest waiting first."""


class _Lingering:
    """A transport for the last response, which closes only the server's side."""

    def __init__(self, transport: asyncio.Transport, linger: Callable[[], None]) -> None:
        """Wraps `transport`; `linger` closes the connection after a delay."""
        self._transport = transport
        self._linger = linger
        self.write = transport.write
        self.is_closing = transport.is_closing

    def close(self) -> None:
        """Ends the server's side, and closes the connection after the client's time to read."""
        if self._transport.can_write_eof() and not self._transport.is_closing():
            self._transport.write_eof()
        self._linger()


class TimedConnection(HttpToolsProtocol):
    """A connection with deadlines for the arrival of a request and for the reading of a response.

    A new connection closes the one that has waited longest for a request if the server is full. If no connection
    waits, the server refuses requests of new connections.
    """

    head_seconds: ClassVar[float] = 10.0
    body_seconds: ClassVar[float] = 30.0
    stalled_seconds: ClassVar[float] = 30.0
    """Seconds after which a client that reads nothing of its response is disconnected."""
    linger_seconds: ClassVar[float] = 2.0
    """Seconds of discarding input after a refusal, because closing at once would destroy the response."""
    most_waiting: ClassVar[int] = connections_at_most(1_000)
    most_connections: ClassVar[int] = connections_at_most(10_000)

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self._waiting = _WAITING.setdefault(self.server_state, {})
        self._is_whole = True
        """True if all received bytes belong to complete requests."""
        self._is_headed = False
        """True if the head of the newest request is complete."""
        self._is_over = False
        """True if further input is discarded."""
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Waits for the first request, and closes the longest waiting connection if the server is full."""
        super().connection_made(transport)
        self._waiting[self] = None
        if len(self._waiting) > self.most_waiting or len(self.connections) > self.most_connections:
            longest = next(iter(self._waiting))
            if longest is not self:
                longest._hang_up()
        self._deadline = self.loop.call_later(self.head_seconds, self._expire)

    def connection_lost(self, exc: Exception | None) -> None:
        """Removes the connection from all lists and timers."""
        self._waiting.pop(self, None)
        self._lift_deadline()
        self._unset_keepalive_if_required()
        self._lift_stalled()
        super().connection_lost(exc)

    @property
    def _has_room(self) -> bool:
        return len(self.connections) <= self.most_connections

    @property
    def _is_idle(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _is_finished(self) -> bool:
        """Returns True after a refusal, or if the response to the last complete request is under way."""
        return self._is_over or (self._is_whole and not self._is_idle)

    def _expect_rest(self) -> None:
        """Starts the deadline of an incomplete request; further bytes do not prolong it."""
        if self._deadline is None:
            seconds = self.body_seconds if self._is_headed else self.head_seconds
            self._deadline = self.loop.call_later(seconds, self._expire)

    def _has_arrived(self) -> None:
        """Ends the wait for the head of a request."""
        self._waiting.pop(self, None)
        self._lift_deadline()

    def on_response_complete(self) -> None:
        """Waits for the next request."""
        super().on_response_complete()
        if not self.pipeline and not self.transport.is_closing():
            self._waiting[self] = None

    def pause_writing(self) -> None:
        """Starts the deadline for the client to read a part of its response."""
        super().pause_writing()
        self._expect_taking()

    def resume_writing(self) -> None:
        """Continues to write, without a deadline."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._lift_stalled()

    def _expect_taking(self, before: int | None = None) -> None:
        """Aborts the connection if the client has read nothing since `before` bytes were left."""
        self._lift_stalled()
        left = self.transport.get_write_buffer_size()
        if before is not None and left >= before:
            self.transport.abort()
        elif left:
            self._stalled = self.loop.call_later(self.stalled_seconds, self._expect_taking, left)

    def _lift_stalled(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def shutdown(self) -> None:
        """Begins to close the connection, because the server stops: a response without an end is asked to end."""
        super().shutdown()
        if not self._is_idle:
            end: Callable[[], None] | None = self.cycle.scope["state"].get(END_OF_SERVER)
            if end is not None:
                end()

    def timeout_keep_alive_handler(self) -> None:
        """Closes a connection without a further request."""
        self._hang_up()

    def _expire(self) -> None:
        self._deadline = None
        if self.flow.read_paused:  # The application is slow, not the client.
            self._deadline = self.loop.call_later(self.body_seconds, self._expire)
        elif self._is_whole or (self._is_headed and self._is_idle):
            self._hang_up()
        else:
            self._refuse(TooSlow())

    def _lift_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, refusal: UnfinishedRequest) -> None:
        """Lets the application respond with this refusal, and closes the connection after that."""
        self._is_over = True
        self._lift_deadline()
        if self._is_idle:
            self._answer(refusal)
        elif self.cycle.more_body:
            self.cycle.scope["state"][REFUSED] = refusal
            self.cycle.message_event.set()
        self.cycle.keep_alive = False
        self.cycle.transport = _Lingering(self.transport, self._linger)  # type: ignore[assignment]

    def _answer(self, refusal: UnfinishedRequest) -> None:
        """Lets the application respond to a request, also without a method and a path."""
        if self._is_whole:
            self.on_message_begin()
        self.scope["state"][REFUSED] = refusal
        for name, value in {"method": "-", "path": "*", "raw_path": b"*", "query_string": b""}.items():
            self.scope.setdefault(name, value)  # type: ignore[misc]
        self.cycle = RequestResponseCycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=False,
            on_response=self.on_response_complete,
        )
        self._start_asgi_task(self.cycle, self.app)

    def _linger(self) -> None:
        self.loop.call_later(self.linger_seconds, self._hang_up)

    def _hang_up(self) -> None:
        self._is_over = True
        self._waiting.pop(self, None)
        self._lift_deadline()
        self.transport.close()
        self._expect_taking()
