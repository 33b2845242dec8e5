"""Clients that write raw HTTP, including malformed requests."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from attrs import frozen

from tests.support.waiting import PATIENCE_SECONDS

END = b"\r\n\r\n"


@frozen
class RawResponses:
    """The bytes that a server sent on one connection until it closed it."""

    raw: bytes

    @property
    def status(self) -> int:
        return int(self.raw.split(b" ", 2)[1]) if self.raw else 0

    @property
    def head(self) -> str:
        return self.raw.partition(END)[0].decode("latin-1").lower()

    @property
    def body(self) -> bytes:
        return self.raw.partition(END)[2]


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def exchange(port: int, *parts: bytes) -> RawResponses:
    """Sends bytes on a new connection, as far as the server accepts them, and reads until the server closes it."""
    async with asyncio.timeout(PATIENCE_SECONDS), connected(port) as (reader, writer):
        talking = asyncio.create_task(_say(writer, parts))
        heard = await read_to_end(reader)
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
        return heard


async def read_to_end(reader: asyncio.StreamReader) -> RawResponses:
    """Reads until the server closes the connection."""
    heard = b""
    try:
        while chunk := await reader.read(65_536):
            heard += chunk
    except ConnectionError:
        pass  # The server closed the connection while the client was still sending.
    return RawResponses(heard)


async def _say(writer: asyncio.StreamWriter, parts: Iterable[bytes]) -> None:
    for part in parts:
        writer.write(part)
        await writer.drain()
