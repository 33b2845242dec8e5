"""The messages of the signalling socket: one task writes them in order, and the first ones of a client are read."""

import asyncio
import base64
import gzip
from collections.abc import Mapping

from aiohttp import web
from attrs import frozen
from livekit.protocol.models import DisconnectReason
from livekit.protocol.rtc import JoinRequest, LeaveRequest, SessionDescription, SignalResponse, WrappedJoinRequest


class SignalWriter:
    """Sends responses to one client in the order in which they were given, without making the sender wait."""

    def __init__(self, socket: web.WebSocketResponse, leaving_seconds: float) -> None:
        """A client that is told to leave has `leaving_seconds` to close its media and its socket."""
        self._socket, self._leaving_seconds = socket, leaving_seconds
        self._waiting: asyncio.Queue[SignalResponse | None] = asyncio.Queue()

    def send(self, response: SignalResponse) -> None:
        self._waiting.put_nowait(response)

    def end(self, reason: DisconnectReason, action: LeaveRequest.Action) -> None:
        """Tells the client to leave. It closes the socket itself, so that the end of its media is no surprise to it."""
        self.send(SignalResponse(leave=LeaveRequest(reason=reason, action=action)))
        self._waiting.put_nowait(None)

    async def write_for_ever(self) -> None:
        """Writes until the end or until the socket is gone, which its reader notices.

        Closes the socket of a client that was told to leave and stays.
        """
        while (response := await self._waiting.get()) is not None:
            try:
                await self._socket.send_bytes(response.SerializeToString())
            except ConnectionError:
                return
        await asyncio.sleep(self._leaving_seconds)
        await self._socket.close()


@frozen
class JoinOrder:
    """The wishes of a client at its join; `is_single` is the protocol with one connection for both directions."""

    token: str
    is_single: bool
    resumes: bool
    hears_everybody: bool
    request: JoinRequest

    @property
    def offer(self) -> SessionDescription | None:
        return self.request.publisher_offer if self.request.HasField("publisher_offer") else None


def token_of(query: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """Returns the access token of the query or of the Authorization header, empty without one."""
    return query.get("access_token") or headers.get("Authorization", "").removeprefix("Bearer ")


def read_join(path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> JoinOrder:
    """Returns what a client wants. Raises: ValueError."""
    token = token_of(query, headers)
    if not path.endswith("/v1"):
        resumes, hears = query.get("reconnect") in {"1", "true"}, query.get("auto_subscribe", "1") in {"1", "true"}
        return JoinOrder(token, is_single=False, resumes=resumes, hears_everybody=hears, request=JoinRequest())
    request = _unwrapped(query["join_request"])
    hears = request.connection_settings.auto_subscribe
    return JoinOrder(token, is_single=True, resumes=request.reconnect, hears_everybody=hears, request=request)


def _unwrapped(text: str) -> JoinRequest:
    wrapped = WrappedJoinRequest.FromString(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    is_packed = wrapped.compression == WrappedJoinRequest.Compression.GZIP
    return JoinRequest.FromString(gzip.decompress(wrapped.join_request) if is_packed else wrapped.join_request)
