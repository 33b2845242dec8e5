import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.benchmarks.__main__ import Comparison, Round
from tests.benchmarks.load import LoadResult, Request, UnexpectedStatus, drive

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CREATED = b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n"


@asynccontextmanager
async def server(*answers: bytes) -> AsyncIterator[tuple[Any, list[Any]]]:
    """Serves the given responses in order on each connection; `asked` records the requests."""
    asked = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        turn = 0
        while head := await reader.readuntil(b"\r\n\r\n"):
            asked.append(head)
            writer.write(answers[turn % len(answers)])
            turn += 1

    async def until_gone(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionResetError):
            writer.close()

    listening = await asyncio.start_server(until_gone, "127.0.0.1")
    async with listening:
        yield listening.sockets[0].getsockname()[1], asked


GET = Request(method="GET", path="/things", status=200, token="t")


async def test_every_answered_request_is_counted_with_its_latency() -> None:
    async with server(OK) as (port, asked):
        measured = await drive(port, [GET], connections=3, seconds=0.1)
    assert len(measured.latencies) == len(asked)
    assert all(latency > 0 for latency in measured.latencies)
    assert asked[0] == b"GET /things HTTP/1.1\r\nHost: bench.test\r\nAuthorization: Bearer t\r\n\r\n"


async def test_several_requests_take_turns() -> None:
    other = Request(method="GET", path="/others", status=201)
    async with server(OK, CREATED) as (port, asked):
        await drive(port, [GET, other], connections=1, seconds=0.1)
    assert [head.split()[1] for head in asked[:4]] == [b"/things", b"/others", b"/things", b"/others"]


async def test_a_wrong_status_ends_the_measurement() -> None:
    async with server(CREATED) as (port, _):
        with pytest.raises(UnexpectedStatus, match="201, not 200"):
            await drive(port, [GET], connections=1, seconds=0.1)


def test_percentiles_are_of_the_sorted_latencies() -> None:
    measured = LoadResult(seconds=2.0, latencies=tuple(float(n) for n in range(100, 0, -1)))
    assert (measured.per_second, measured.percentile(50), measured.percentile(99)) == (50.0, 51.0, 100.0)


def test_the_ratios_are_the_medians_of_the_rounds() -> None:
    def rounds(cpu_seconds: float, *counts: int) -> list[Any]:
        return [Round(LoadResult(seconds=1.0, latencies=(1.0,) * count), cpu_seconds) for count in counts]

    comparison = Comparison(name="GET /things", ours=rounds(0.5, 50, 10, 60), bare=rounds(0.5, 100, 100, 100))
    assert (comparison.ratio, comparison.cpu_ratio) == (0.5, 0.5)
    assert comparison.summary()["ours"] == {"requestsPerSecond": 50.0, "cpu": 10.0, "p50": 1.0, "p99": 1.0}
