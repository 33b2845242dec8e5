"""A load generator with few connections and many requests. It writes raw HTTP/1.1, because a client library would be
the slower side.
"""

import asyncio
import time
from collections.abc import Sequence

from attrs import field, frozen

CRLF = b"\r\n"
SECONDS_TO_ANSWER = 30


@frozen(kw_only=True)
class Request:
    """One request as bytes, sent many times; `status` is the only accepted status."""

    method: str
    path: str
    status: int
    body: bytes = b""
    token: str = ""
    cookie: str = ""

    def encoded(self) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: bench.test"]
        if self.token:
            lines.append(f"Authorization: Bearer {self.token}")
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@frozen(kw_only=True)
class LoadResult:
    """The latencies in milliseconds of all requests that were answered within `seconds`."""

    seconds: float
    latencies: tuple[float, ...] = field(repr=False)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


class UnexpectedStatus(Exception):
    """A response has another status than expected, so its latency does not count."""


async def drive(port: int, requests: Sequence[Request], *, connections: int, seconds: float) -> LoadResult:
    """Sends the requests in turns over `connections` connections for `seconds`, and returns the latencies."""
    encoded = [(request.encoded(), request.status) for request in requests]
    deadline = time.perf_counter() + seconds
    began = time.perf_counter()
    shares = await asyncio.gather(
        *(_connection(port, encoded[number:] + encoded[:number], deadline) for number in range(connections))
    )
    spent = time.perf_counter() - began
    return LoadResult(seconds=spent, latencies=tuple(latency for share in shares for latency in share))


async def _connection(port: int, encoded: Sequence[tuple[bytes, int]], deadline: float) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    latencies: list[float] = []
    turn = 0
    try:
        while time.perf_counter() < deadline:
            data, status = encoded[turn % len(encoded)]
            turn += 1
            sent = time.perf_counter()
            writer.write(data)
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                answered, body = await read_answer(reader)
            if answered != status:
                raise UnexpectedStatus(f"{answered}, not {status}: {body[:300].decode(errors='replace')}")
            latencies.append((time.perf_counter() - sent) * 1000)
    finally:
        writer.close()
    return latencies


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Reads one response, and returns its status and its body."""
    head = await reader.readuntil(CRLF + CRLF)
    return int(head[9:12]), await reader.readexactly(_length(head))


def _length(head: bytes) -> int:
    for line in head.lower().split(CRLF):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise UnexpectedStatus("an answer without a length")
