"""The base of both namespaces: connecting, handling of events, and the end of connections."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol
from uuid import uuid4

import structlog
from attrs import define, field

from hushroom_adapters.bootstrap import ORIGIN, RequestOrigin
from hushroom_adapters.observability.logs import correlated
from hushroom_adapters.realtime.messages import RealtimeMessage, room_of
from hushroom_domain.identity.errors import InvalidToken
from hushroom_domain.sessions.errors import NotParticipant, SessionNotFound
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.errors import DomainError, Unauthenticated, Unavailable
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_http.realtime.errors import TooManyEvents, TooManyRooms, TooManySockets, UnknownEvent
from hushroom_http.realtime.visitors import MOST_ROOMS, Allowance, Socket, Visitor
from hushroom_http.server.faults import UNEXPECTED
from hushroom_http.server.outages import TROUBLES
from hushroom_http.server.ports import Platform

LOOKED_AT_ONCE = 500
"""The number of connections that are checked at once."""
CONNECT, AUTH = "connect", "auth"
ATTEMPTS, SOCKETS = "hushroom.attempts", "hushroom.sockets"
EVENT_NAME_SHOWN = 64

log = structlog.get_logger("hushroom.realtime")

Handler = Callable[[Visitor, tuple[Any, ...]], Awaitable[None]]
OriginOf = Callable[[Any], RequestOrigin]
"""Returns the origin of a connection from the library's environment of it."""


class Intrusion(Exception):
    """Closes the whole connection without a message."""


class Server(Protocol):
    """The methods of the library's server that namespaces use."""

    @property
    def manager(self) -> Any: ...

    async def emit(self, event: str, data: Any, *, to: str, namespace: str, ignore_queue: bool = False) -> None: ...

    async def enter_room(self, sid: str, room: str, *, namespace: str) -> None: ...

    async def leave_room(self, sid: str, room: str, *, namespace: str) -> None: ...

    async def disconnect(self, sid: str, *, namespace: str, ignore_queue: bool = False) -> None: ...


@define(eq=False)
class Namespace:
    """A namespace; each feature derives from it and defines its events."""

    name: str
    server: Server
    platform: Callable[[], Platform]
    origin_of: OriginOf
    visitors: dict[str, Visitor] = field(factory=dict, init=False)

    def handlers(self) -> Mapping[str, Handler]:
        """Returns the handler of each event."""
        raise NotImplementedError

    async def entered(self, visitor: Visitor, session: Session) -> None:
        """Runs after a visitor has entered the room of a session."""

    async def left(self, visitor: Visitor, session_id: SessionId) -> None:
        """Runs after a visitor has left the room of a session."""

    async def connect(self, sid: str, environ: dict[str, Any], auth: Any) -> bool:
        """Admits a connection with a valid token; any other gets an `error` event."""
        if not environ.setdefault(ATTEMPTS, Allowance()).take():
            raise Intrusion
        with correlated(str(uuid4())):
            try:
                visitor = await self._admitted(sid, environ, _token_of(auth))
            except Exception as error:  # noqa: BLE001 - any error refuses the connection
                await self._tell(sid, CONNECT, error)
                return False
            if not self.server.manager.is_connected(sid, self.name):  # The client disconnected during the check.
                await self._give_back(visitor)
                return False
            self.visitors[sid] = visitor
            visitor.deadline = asyncio.create_task(self._see_off(visitor))
            log.info("realtime connected", namespace=self.name, user_id=str(visitor.viewer.user_id))
        return True

    async def _admitted(self, sid: str, environ: dict[str, Any], token: str) -> Visitor:
        viewer = await self.platform().application.identity.authenticate(token)
        socket = await self._taken(sid, environ.setdefault(SOCKETS, {}), viewer.user_id)
        origin = self.origin_of(environ)
        return Visitor(connection_id=sid, viewer=viewer, token=token, origin=origin, socket=socket)

    async def _taken(self, sid: str, sockets: dict[UserId, Socket], user_id: UserId) -> Socket:
        """Returns the person's socket on this connection, one for all namespaces. Raises: TooManySockets."""
        socket = sockets.setdefault(user_id, Socket(str(uuid4()), user_id))
        socket.visits.add(sid)
        if not await self.platform().sockets.take(user_id, socket.id):
            socket.visits.discard(sid)
            raise TooManySockets
        return socket

    async def _give_back(self, visitor: Visitor) -> None:
        """Leaves this namespace; the last namespace of a connection frees its place."""
        visitor.socket.visits.discard(visitor.connection_id)
        if not visitor.socket.visits:
            await self.platform().sockets.release(visitor.socket.user_id, visitor.socket.id)

    async def disconnect(self, sid: str, reason: str) -> None:
        """Removes a connection that has ended."""
        visitor = self.visitors.pop(sid, None)
        if visitor is None:
            return
        if visitor.deadline is not None and visitor.deadline is not asyncio.current_task():
            visitor.deadline.cancel()
        for session_id in list(visitor.rooms):
            visitor.rooms.discard(session_id)
            await self.left(visitor, session_id)
        await self._give_back(visitor)
        user_id = str(visitor.viewer.user_id)
        log.info("realtime disconnected", namespace=self.name, user_id=user_id, reason=reason)

    async def answer(self, event: str, sid: str, *arguments: Any) -> None:
        """Handles an event; a refused one is answered with an `error` event."""
        visitor = self.visitors.get(sid)
        if visitor is None:  # The client was disconnected before the event arrived.
            return
        event = event[:EVENT_NAME_SHOWN]
        origin = ORIGIN.set(visitor.origin)
        with correlated(str(uuid4()), user_id=str(visitor.viewer.user_id), event_name=event):
            try:
                await self._do(visitor, event, arguments)
            except Unauthenticated as refusal:
                await self._dismiss(visitor, AUTH, refusal)
            except Exception as error:  # noqa: BLE001 - the client gets an answer, and the error is logged
                await self._tell(sid, event, error)
            finally:
                ORIGIN.reset(origin)

    async def _do(self, visitor: Visitor, event: str, arguments: tuple[Any, ...]) -> None:
        if not visitor.allowance.take():
            if visitor.allowance.is_exhausted:
                await self._dismiss(visitor, event, TooManyEvents())
                return
            raise TooManyEvents
        handler = self.handlers().get(event)
        if handler is None:
            raise UnknownEvent
        visitor.viewer = await self.platform().application.identity.authenticate(visitor.token)
        await handler(visitor, arguments)
        log.info("realtime event", namespace=self.name)

    async def session_of(self, visitor: Visitor, session_id: SessionId) -> Session:
        """Returns the current session. Raises: SessionNotFound, NotParticipant (for administrators)."""
        view = await self.platform().queries.sessions.get(session_id, visitor.viewer)
        if view is None:
            raise SessionNotFound
        if view.session.role_of(visitor.viewer.user_id) is None:
            raise NotParticipant
        return view.session

    async def join(self, visitor: Visitor, session_id: SessionId) -> None:
        """Puts a participant of the session into its room. Raises: SessionNotFound, NotParticipant, TooManyRooms."""
        session = await self.session_of(visitor, session_id)
        if len(visitor.rooms | {session_id}) > MOST_ROOMS:
            raise TooManyRooms
        await self.server.enter_room(visitor.connection_id, room_of(session_id), namespace=self.name)
        visitor.rooms.add(session_id)
        await self.entered(visitor, session)
        if visitor.connection_id not in self.visitors:  # The client was disconnected before it was registered.
            await self.left(visitor, session_id)

    async def leave(self, visitor: Visitor, session_id: SessionId) -> None:
        """Takes a participant of the session out of its room. Raises: SessionNotFound, NotParticipant."""
        await self.session_of(visitor, session_id)
        if session_id in visitor.rooms:
            visitor.rooms.discard(session_id)
            await self.server.leave_room(visitor.connection_id, room_of(session_id), namespace=self.name)
            await self.left(visitor, session_id)

    async def say(self, said: RealtimeMessage, to: str = "") -> None:
        """Sends a message to one connection, or to the whole room over all processes."""
        await self.server.emit(
            said.event, said.payload, to=to or said.room, namespace=said.namespace, ignore_queue=bool(to)
        )

    async def look_again(self, user_id: UserId | None = None) -> None:
        """Checks the connections of one user or of all users, and disconnects those without a valid sign-in."""
        asked = [one for one in self.visitors.values() if user_id in {None, one.viewer.user_id}]
        for begin in range(0, len(asked), LOOKED_AT_ONCE):
            await asyncio.gather(*map(self._look_at, asked[begin : begin + LOOKED_AT_ONCE]))

    async def _look_at(self, visitor: Visitor) -> None:
        """Disconnects the visitor if its sign-in or account has ended; without a database the check is skipped."""
        try:
            await self.platform().application.identity.authenticate(visitor.token)
        except Unauthenticated as refusal:
            await self._dismiss(visitor, AUTH, refusal)
        except Unavailable as refusal:
            TROUBLES.note(refusal)
            log.info("realtime connection not looked at", namespace=self.name)

    async def _see_off(self, visitor: Visitor) -> None:
        """Disconnects the visitor at the moment its token expires."""
        seconds_left = self.platform().application.identity.authenticate.seconds_left
        while (left := seconds_left(visitor.token)) > 0:  # noqa: ASYNC110 - a clock announces nothing
            await asyncio.sleep(left)
        await self._look_at(visitor)

    async def _dismiss(self, visitor: Visitor, event: str, reason: DomainError) -> None:
        await self._tell(visitor.connection_id, event, reason)
        await self.server.disconnect(visitor.connection_id, namespace=self.name, ignore_queue=True)

    async def _tell(self, sid: str, event: str, error: Exception) -> None:
        if isinstance(error, Unavailable):
            TROUBLES.note(error)
        if isinstance(error, DomainError):
            log.info("realtime refused", namespace=self.name, refused=event, code=error.code)
            message = error.text
        else:
            log.error("realtime event failed", namespace=self.name, exc_info=error)
            message = UNEXPECTED[1]
        said = {"event": event, "message": message}
        await self.server.emit("error", said, to=sid, namespace=self.name, ignore_queue=True)


def _token_of(auth: Any) -> str:
    token = auth.get("token") if isinstance(auth, dict) else None
    if token is None:
        raise Unauthenticated
    if not isinstance(token, str):
        raise InvalidToken
    return token.removeprefix("Bearer ").strip()
