"""The round-robin proxy sends each request to the next web server, unchanged."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
import websockets
from attrs import define, field

from hushroom_adapters.local.dev.round_robin import HEAD_BYTES, HEAD_SECONDS, MOST_WAITING, RoundRobin
from hushroom_adapters.local.embedded.server import free_port
from tests.support.sockets import exchange, read_to_end
from tests.support.waiting import PATIENCE_SECONDS

LARGE = b"x" * 20_000_000


@define
class NamedServer:
    """A web server that responds with its name and records its requests."""

    name: str
    heads: list[str] = field(factory=list)
    left: asyncio.Event = field(factory=asyncio.Event)
    port: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.heads.append(head)
        if head.startswith("GET /waits"):
            await reader.read()
            self.left.set()
        # The body is not read, as a server that refuses a request may do.
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(self.name)}\r\n\r\n{self.name}".encode())
        writer.close()


@asynccontextmanager
async def listening(web: NamedServer) -> AsyncIterator[NamedServer]:
    async with await asyncio.start_server(web.answer, "127.0.0.1", 0) as server:
        web.port = server.sockets[0].getsockname()[1]
        yield web


@asynccontextmanager
async def in_front_of(*doors: int, head_seconds: float = HEAD_SECONDS) -> AsyncIterator[str]:
    """Runs a round-robin proxy in front of these ports and yields its address."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as door:
        serving = asyncio.create_task(RoundRobin(doors, head_seconds).serve(door))
        yield f"127.0.0.1:{door.getsockname()[1]}"
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


@pytest.fixture
async def two() -> AsyncIterator[list[NamedServer]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(listening(NamedServer(name))) for name in ("left", "right")]


@pytest.fixture
async def client(two: list[NamedServer]) -> AsyncIterator[httpx.AsyncClient]:
    """Yields a client that tries to keep its connection alive."""
    async with (
        in_front_of(*(web.port for web in two)) as address,
        httpx.AsyncClient(base_url=f"http://{address}", trust_env=False, timeout=PATIENCE_SECONDS) as made,
    ):
        yield made


async def test_consecutive_requests_of_one_client_are_answered_in_turn(client: httpx.AsyncClient) -> None:
    assert [(await client.get("/")).text for _ in range(6)] == ["left", "right"] * 3


async def test_requests_that_come_at_once_are_shared_to_the_last(client: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(client.get("/") for _ in range(50)))
    assert Counter(answer.text for answer in answers) == {"left": 25, "right": 25}


async def test_a_request_arrives_as_it_was_sent_and_with_whom_it_came_from(
    client: httpx.AsyncClient, two: list[NamedServer]
) -> None:
    await client.post("/path?query=1", content=b"body", headers={"X-Forwarded-For": "203.0.113.1", "Connection": "x"})
    (head,) = two[0].heads
    line, *fields = head.rstrip().split("\r\n")
    assert line == "POST /path?query=1 HTTP/1.1"
    assert {"Content-Length: 4", "X-Forwarded-For: 203.0.113.1", "X-Forwarded-For: 127.0.0.1"} <= set(fields)
    assert [field for field in fields if field.lower().startswith("connection")] == ["Connection: close"]


async def test_an_answer_that_comes_before_the_body_was_read_gets_through(client: httpx.AsyncClient) -> None:
    assert (await client.post("/", content=LARGE)).text == "left"


async def test_a_client_that_hangs_up_is_gone_for_the_server_too(
    client: httpx.AsyncClient, two: list[NamedServer]
) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await client.get("/waits", timeout=0.1)
    await asyncio.wait_for(two[0].left.wait(), PATIENCE_SECONDS)


async def test_a_server_that_is_not_there_loses_its_turn(two: list[NamedServer]) -> None:
    left, right = two
    async with (
        in_front_of(left.port, free_port(), right.port) as address,
        httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client,
    ):
        answers = [(await client.get(f"http://{address}")).text for _ in range(4)]
    assert answers == ["left", "right", "left", "right"]


async def test_when_no_server_is_there_the_client_is_told_to_come_again() -> None:
    async with in_front_of(free_port()) as address, httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        answer = await client.get(f"http://{address}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


async def test_a_head_without_an_end_is_refused(client: httpx.AsyncClient, two: list[NamedServer]) -> None:
    assert (await client.get("/", headers={"X-Long": "x" * HEAD_BYTES * 2})).status_code == 431
    assert not any(head.startswith("GET / ") for head in two[0].heads)


async def test_a_head_that_does_not_come_in_time_is_refused(two: list[NamedServer]) -> None:
    async with in_front_of(two[0].port, head_seconds=0.2) as address:
        port = int(address.rpartition(":")[2])
        assert (await exchange(port, b"GET / HTTP/1.1\r\n")).status == 408
        assert not any(head.startswith("GET / ") for head in two[0].heads)


async def test_the_client_that_was_waited_for_longest_makes_room_for_the_next(two: list[NamedServer]) -> None:
    async with in_front_of(two[0].port, head_seconds=3_600.0) as address:
        port = int(address.rpartition(":")[2])
        half_open = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_WAITING + 20)]
        for _, writer in half_open:
            writer.write(b"GET / HTTP/1.1\r\n")
        for reader, _ in half_open[:20]:
            assert (await asyncio.wait_for(read_to_end(reader), PATIENCE_SECONDS)).raw == b""
        assert (await exchange(port, b"GET / HTTP/1.1\r\n\r\n")).status == 200
        for _, writer in half_open:
            writer.close()


async def test_websockets_go_to_each_server_in_turn_and_stay_there() -> None:
    async with AsyncExitStack() as stack:
        ports = []
        for name in ("left", "right"):

            async def answer(connection: websockets.ServerConnection, name: str = name) -> None:
                async for said in connection:
                    await connection.send(f"{name} heard {said!s}")

            server = await stack.enter_async_context(websockets.serve(answer, "127.0.0.1", 0))
            ports.append(next(iter(server.sockets)).getsockname()[1])
        address = await stack.enter_async_context(in_front_of(*ports))
        first, second = [await stack.enter_async_context(websockets.connect(f"ws://{address}")) for _ in range(2)]
        for word in ("one", "two"):
            await first.send(word)
            await second.send(word)
            assert (await first.recv(), await second.recv()) == (f"left heard {word}", f"right heard {word}")
