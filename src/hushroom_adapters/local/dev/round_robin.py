"""`python -m hushroom_adapters.local.dev.round_robin --port PORT DOOR DOOR ...`: a strict round robin of web servers.

Every request goes to the next server, whoever sent it and over whatever connection, so state that one process keeps
to itself shows at once. A websocket is one request and stays with its server.
"""

import argparse
import asyncio
import socket
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

from hushroom_adapters.local.dev.ports import HOST

HEAD_END = b"\r\n\r\n"
HEAD_BYTES, CHUNK_BYTES = 65_536, 65_536
HEAD_SECONDS = 10.0
STALLED_SECONDS = 30.0
"""The time for which either side may read nothing of the data of the other."""
LINGER_SECONDS = 2.0
"""The time to wait for the rest of a request after the response, because closing earlier would discard the response."""
CONNECTIONS_WAITING = 1024
MOST_GUESTS, MOST_WAITING = 400, 200
"""Connections at the same time, and those on which a head is awaited: the one that waits longest makes room."""
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
NOBODY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class RoundRobin:
    def __init__(self, doors: Sequence[int], head_seconds: float = HEAD_SECONDS) -> None:
        """Keeps `doors`, the ports of the servers on this machine, in the order of their turns."""
        self._doors = deque(doors)
        self._head_seconds = head_seconds
        self._guests: set[asyncio.Task[None]] = set()
        self._waiting: dict[asyncio.Future[bytes], None] = {}

    async def serve(self, listening: socket.socket) -> None:
        """Accepts connections until cancelled."""
        listening.setblocking(False)
        async with asyncio.TaskGroup() as guests:
            while True:
                client, address = await asyncio.get_running_loop().sock_accept(listening)
                guest = guests.create_task(self._welcome(client, address[0]))
                self._guests.add(guest)
                guest.add_done_callback(self._guests.discard)

    async def _welcome(self, client: socket.socket, address: str) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with client:
            request = await self._head_of(client)
            if request is None:
                await _refuse(client, TOO_SLOW)
            elif request and HEAD_END not in request:
                await _refuse(client, TOO_LARGE)
            elif request:
                await self._hand_over(client, alone(request, address))

    async def _head_of(self, client: socket.socket) -> bytes | None:
        """Returns the request up to the end of its head, or nothing; None when the head did not arrive in time.

        When too many heads are awaited, the one awaited longest is given up.
        """
        reading = asyncio.ensure_future(_up_to_the_end_of_its_head(client))
        self._waiting[reading] = None
        if len(self._waiting) > MOST_WAITING:
            longest = next(iter(self._waiting))
            del self._waiting[longest]
            longest.cancel()
        try:
            done, _ = await asyncio.wait({reading}, timeout=self._head_seconds)
        finally:
            self._waiting.pop(reading, None)
            reading.cancel()
        if not done:
            return None
        return b"" if reading.cancelled() else reading.result()

    async def _hand_over(self, client: socket.socket, request: bytes) -> None:
        server = await self._next() if len(self._guests) <= MOST_GUESTS else None
        if server is None:
            await _refuse(client, NOBODY)
            return
        with server:
            await _sent(server, request)
            await _talk(client, server)

    async def _next(self) -> socket.socket | None:
        """Returns a connection to the server whose turn it is; a server that does not answer loses its turn."""
        for _ in range(len(self._doors)):
            door = self._doors[0]
            self._doors.rotate(-1)
            if (server := await _connected(door)) is not None:
                return server
        return None


def alone(request: bytes, address: str) -> bytes:
    """Returns the request as the only one of its connection, unless it opens a websocket, with its client's address."""
    head, _, rest = request.partition(HEAD_END)
    lines = head.split(b"\r\n")
    own = [b"X-Forwarded-For: " + address.encode()]
    if not any(line.lower().replace(b" ", b"") == b"upgrade:websocket" for line in lines):
        lines = [line for line in lines if not line.lower().startswith(b"connection:")]
        own.append(b"Connection: close")
    return b"\r\n".join([*lines, *own]) + HEAD_END + rest


async def _connected(door: int) -> socket.socket | None:
    server = socket.socket()
    server.setblocking(False)
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        await asyncio.get_running_loop().sock_connect(server, (HOST, door))
    except OSError:
        server.close()
        return None
    return server


async def _up_to_the_end_of_its_head(client: socket.socket) -> bytes:
    """Returns the bytes up to the end of the head; nothing when the client closed before it."""
    said = b""
    while HEAD_END not in said and len(said) < HEAD_BYTES:
        chunk = await _received(client)
        if not chunk:
            return b""
        said += chunk
    return said


async def _refuse(client: socket.socket, answer: bytes) -> None:
    await _sent(client, answer)
    _say_no_more(client)
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while await _received(client):
                pass


async def _talk(client: socket.socket, server: socket.socket) -> None:
    """Copies bytes in both directions until the server has closed."""
    asking = asyncio.create_task(_pass_on(client, server))
    try:
        await _pass_on(server, client)
        await asyncio.wait({asking}, timeout=LINGER_SECONDS)
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


async def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    """Copies all bytes until the end of the input; bytes that the receiver does not take are dropped."""
    somebody_listens = True
    while chunk := await _received(source):
        somebody_listens = somebody_listens and await _sent(sink, chunk)
    _say_no_more(sink)


def _say_no_more(to: socket.socket) -> None:
    with suppress(OSError):  # it has hung up
        to.shutdown(socket.SHUT_WR)


# Not asyncio's streams: theirs forget what has arrived as soon as the other direction breaks.
async def _received(source: socket.socket) -> bytes:
    try:
        return await asyncio.get_running_loop().sock_recv(source, CHUNK_BYTES)
    except OSError:
        return b""


async def _sent(sink: socket.socket, chunk: bytes) -> bool:
    try:
        async with asyncio.timeout(STALLED_SECONDS):
            await asyncio.get_running_loop().sock_sendall(sink, chunk)
    except OSError:  # Among them the end of that time.
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(prog="round_robin", description="Strictly one web server after the other.")
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("doors", type=int, nargs="+", metavar="DOOR", help="the port of a web server on this machine")
    options = parser.parse_args()
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    address = (options.host, options.port)
    with socket.create_server(address, family=family, backlog=CONNECTIONS_WAITING) as listening:
        asyncio.run(RoundRobin(options.doors).serve(listening))


if __name__ == "__main__":
    main()
