"""The HTTP server against clients that are malformed, endless, slow, silent or too many, over real sockets."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import repeat

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from hushroom_http.server.open_files import connections_at_most
from hushroom_http.server.protocol import FRAMING_BYTES, BoundedProtocol
from tests.integration.http.platform_parts import Parts
from tests.integration.http.test_middleware import OneLimit
from tests.integration.http.world import World, app_of
from tests.support.listening import listening
from tests.support.sockets import END, RawResponses, connected, exchange, read_to_end
from tests.support.waiting import PATIENCE_SECONDS, until

HEAD = b"GET /api/v1/health HTTP/1.1\r\nHost: hushroom.test\r\n"
LAST = b"Connection: close\r\n\r\n"
GOOD = HEAD + LAST
LOGOUT = b"POST /api/v1/auth/logout HTTP/1.1\r\nHost: hushroom.test\r\nContent-Type: application/json\r\n"
HANDSHAKE = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
KEY = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
MEGABYTE = b"x" * 1_000_000
A_LOT, MOST_MEMORY_BYTES = 120, 40_000_000
HALF_OPEN = connections_at_most(9_000) // 3
FOREVER = 3_600.0


class NoTimeouts(BoundedProtocol):
    """A protocol whose timeouts never expire."""

    head_seconds = body_seconds = stalled_seconds = linger_seconds = FOREVER


class ShortTimeouts(BoundedProtocol):
    """A protocol with short timeouts."""

    head_seconds = body_seconds = stalled_seconds = linger_seconds = 0.2


class FewRequests(NoTimeouts):
    """A protocol that accepts three pending requests."""

    most_waiting = 3


class FewConnections(NoTimeouts):
    """A protocol that accepts two connections."""

    most_connections = 2


@pytest.fixture
async def port(world: World, request: pytest.FixtureRequest) -> AsyncIterator[int]:
    """Serves the application with the protocol that the test names, and yields its port."""
    async with listening(app_of(world.platform), getattr(request, "param", NoTimeouts)) as url:
        yield int(url.rpartition(":")[2])


def served_by(protocol: type[BoundedProtocol]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("port", [protocol], indirect=True, ids=[protocol.__name__])


def check_refusal(heard: RawResponses, status: int, code: str) -> None:
    """Checks that the response has the error format and that the connection is closed."""
    assert heard.status == status, heard.raw[:200]
    assert {f"\r\n{name}" in heard.head for name in ("x-content-type-options: nosniff", "x-correlation-id: ")} == {True}
    assert "\r\nconnection: close" in heard.head
    assert "\r\ncontent-type: application/problem+json" in heard.head
    problem = json.loads(heard.body)
    assert (problem["code"], problem["statusCode"]) == (code, status)
    assert f"\r\nx-correlation-id: {problem['correlationId']}" in heard.head


def last_of(heard: RawResponses) -> RawResponses:
    """Returns the last of several responses."""
    first, *_, last = (b"", *heard.raw.split(b"HTTP/1.1 "))
    return RawResponses(first + b"HTTP/1.1 " + last)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"GET  HTTP/1.1\r\n\r\n",
        b"get /api/v1/health HTTP/1.1\r\n\r\n",
        b"GET /api/v1/health HTTP/1.1\r\nbroken\r\n\r\n",
        b"GET /api/v1/health HTTP/1.1\r\nA\x00: b\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\n\r\n",
        b"GET /api/v1/health HTTP/9.9\r\n\r\n",
        b"CONNECT hushroom.test:443 HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        LOGOUT + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        LOGOUT + b"Content-Length: -2\r\n\r\n{}",
        LOGOUT + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        LOGOUT + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        LOGOUT + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}3\r\n",
    ],
)
async def test_what_is_not_http_is_refused_like_anything_else(port: int, raw: bytes) -> None:
    check_refusal(await exchange(port, raw), 400, "request.not_http")


@pytest.mark.parametrize("method", [b"BREW", b"GETT", b"M-X_1"])
async def test_a_method_that_nobody_knows_is_answered_with_those_of_the_path(port: int, method: bytes) -> None:
    heard = await exchange(port, GOOD.replace(b"GET", method))
    check_refusal(heard, 405, "request.method_not_allowed")
    assert "\r\nallow: get, head, options" in heard.head


async def test_an_unknown_method_behind_a_good_request_does_not_repeat_that(port: int) -> None:
    heard = await exchange(port, HEAD + b"\r\n" + GOOD.replace(b"GET", b"BREW"))
    assert heard.raw.count(b"HTTP/1.1 ") == heard.raw.count(b"HTTP/1.1 200 OK") == 1


async def test_head_has_no_body_on_the_wire(port: int) -> None:
    heard = await exchange(port, GOOD.replace(b"GET", b"HEAD"))
    assert (heard.status, heard.body) == (200, b"")
    assert "\r\ncontent-length: " in heard.head


async def test_an_upgrade_that_is_not_served_is_ignored_and_the_body_read(port: int) -> None:
    upgrade = b"Upgrade: h2c\r\nConnection: Upgrade, close\r\nContent-Length: 8\r\n\r\n"
    heard = await exchange(port, LOGOUT + upgrade + b'{"a": 1}')
    assert (heard.status, json.loads(heard.body)["details"][0]["field"]) == (400, "a")


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"X: " + b"x" * FRAMING_BYTES + b"\r\n" + LAST,
        HEAD + b"X: 1\r\n" * (FRAMING_BYTES // 6) + LAST,
        b"GET /" + b"x" * FRAMING_BYTES + b" HTTP/1.1\r\n" + LAST,
        HEAD.replace(b"/api", b"/socket.io") + HANDSHAKE + KEY + b"X: " + b"x" * FRAMING_BYTES + b"\r\n\r\n",
        HEAD + b"\r\n" + HEAD + b"X: " + b"x" * 8 * FRAMING_BYTES,
    ],
    ids=["one field", "many fields", "path", "handshake", "second request"],
)
@pytest.mark.parametrize("pieces", [1, 100])
async def test_a_head_that_is_too_large_is_refused(port: int, raw: bytes, pieces: int) -> None:
    size = len(raw) // pieces + 1
    heard = await exchange(port, *(raw[start : start + size] for start in range(0, len(raw), size)))
    check_refusal(last_of(heard), 431, "request.head_too_large")


async def test_a_head_that_is_just_not_too_large_is_read(port: int) -> None:
    heard = await exchange(port, HEAD + b"X: " + b"x" * (FRAMING_BYTES - 1_000) + b"\r\n" + LAST)
    assert heard.status == 200


@pytest.mark.parametrize(
    "beginning",
    [HEAD + b"X: ", HEAD + b"X", b"GET /", LOGOUT + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: "],
    ids=["field", "name", "path", "trailer"],
)
async def test_an_endless_head_is_never_kept_and_others_are_answered(port: int, beginning: bytes) -> None:
    before = psutil.Process().memory_info().rss
    telling = asyncio.create_task(exchange(port, beginning, *repeat(MEGABYTE, A_LOT)))
    most = 0
    while not telling.done():
        assert (await exchange(port, GOOD)).status == 200
        most = max(most, psutil.Process().memory_info().rss - before)
    heard = await telling
    assert most < MOST_MEMORY_BYTES
    if b"Transfer" not in beginning:  # Otherwise the response may be sent before the end of the body.
        check_refusal(heard, 431, "request.head_too_large")


async def test_endless_marks_of_chunks_are_refused(port: int) -> None:
    opening = LOGOUT + b"Transfer-Encoding: chunked\r\n\r\n"
    heard = await exchange(port, opening, *repeat(b"1;extension=" + b"x" * 1_000 + b"\r\n \r\n", 100_000))
    check_refusal(heard, 431, "request.head_too_large")


async def test_a_field_behind_the_body_is_no_field_of_the_header(port: int) -> None:
    chunked = b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\nX-Correlation-Id: forged\r\n\r\n"
    heard = await exchange(port, LOGOUT + chunked)
    assert heard.status == 201
    assert "forged" not in heard.head


@served_by(ShortTimeouts)
@pytest.mark.parametrize(
    "beginning",
    [b"G", HEAD, HEAD + b"X: ", HEAD + b"\r\n" + HEAD, LOGOUT + b"Content-Length: 2\r\n\r\n{",
     LOGOUT + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"],
)  # fmt: skip
async def test_a_request_that_does_not_arrive_in_time_is_refused(port: int, beginning: bytes) -> None:
    check_refusal(last_of(await exchange(port, beginning)), 408, "request.too_slow")


@served_by(ShortTimeouts)
@pytest.mark.parametrize("drop", [b"X", b"\r\n"])
async def test_one_byte_after_the_other_buys_no_time(port: int, drop: bytes) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS), connected(port) as (reader, writer):

        async def drip() -> None:
            while True:
                writer.write(drop)
                await writer.drain()
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        await read_to_end(reader)
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)


@served_by(ShortTimeouts)
async def test_a_body_that_nobody_waits_for_buys_no_time_either(port: int) -> None:
    refused = b"POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
    heard = await exchange(port, refused)
    assert heard.status == 401


@served_by(ShortTimeouts)
async def test_whoever_says_nothing_is_hung_up_on(port: int) -> None:
    assert (await exchange(port)).raw == b""


@served_by(ShortTimeouts)
async def test_whoever_takes_nothing_of_the_answer_is_hung_up_on(port: int) -> None:
    wanted = 200
    async with asyncio.timeout(PATIENCE_SECONDS), connected(port) as (reader, writer):
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(b"GET /docs/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * wanted)
        assert await until(closed_behind(port))
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        assert (await read_to_end(reader)).raw.count(b"HTTP/1.1 200 OK") < wanted


def closed_behind(port: int) -> Callable[[], Awaitable[bool]]:
    """Returns a check that the server has no open connection."""

    async def is_closed() -> bool:
        held = psutil.Process().net_connections("tcp")
        return not [one for one in held if one.laddr.port == port and one.raddr]

    return is_closed


@served_by(FewRequests)
async def test_the_connection_that_waits_longest_makes_room_for_the_next(port: int) -> None:
    async with connected(port) as (first, writer):
        writer.write(HEAD)
        await writer.drain()
        assert (await exchange(port, GOOD)).status == 200
        others = [await asyncio.open_connection("127.0.0.1", port) for _ in range(FewRequests.most_waiting)]
        assert (await asyncio.wait_for(read_to_end(first), PATIENCE_SECONDS)).raw == b""
        for _, other in others:
            other.write(GOOD)
        heard = [await read_to_end(reader) for reader, _ in others]
        for _, other in others:
            other.close()
        assert [one.status for one in heard] == [200] * len(others)


@served_by(FewConnections)
async def test_without_room_a_request_is_told_to_come_again(port: int) -> None:
    async with connected(port) as one, connected(port) as other:
        for reader, writer in (one, other):
            writer.write(LOGOUT + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            assert b"100 Continue" in await reader.readuntil(END)
        heard = await exchange(port, GOOD)
        check_refusal(heard, 503, "request.too_many_connections")
        assert "\r\nretry-after: " in heard.head
    assert (await exchange(port, GOOD)).status == 200


async def test_thousands_of_half_open_requests_are_cut_and_others_answered(port: int) -> None:
    writers, cut = [], 0
    for number in range(HALF_OPEN):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD)
        writers.append((reader, writer))
        if number % 500 == 0:
            assert (await exchange(port, GOOD)).status == 200
    assert (await exchange(port, GOOD)).status == 200
    for reader, _ in writers[: HALF_OPEN - BoundedProtocol.most_waiting]:
        cut += (await asyncio.wait_for(read_to_end(reader), PATIENCE_SECONDS)).raw == b""
    assert cut == max(0, HALF_OPEN - BoundedProtocol.most_waiting)
    for _, writer in writers:
        writer.close()


async def test_what_is_refused_before_it_is_whole_counts_and_is_logged_too(parts: Parts) -> None:
    limits = OneLimit(limit=1)
    async with listening(app_of(World.new(parts, limits).platform)) as url:
        port = int(url.rpartition(":")[2])
        assert [(await exchange(port, b"\x00")).status for _ in range(2)] == [400, 429]
    assert limits.counts == {("overall", "127.0.0.1"): 2}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.binary(max_size=300) | some.lists(some.sampled_from([HEAD, LOGOUT, LAST, b"\r\n", b"{}", HANDSHAKE, KEY,
       b"Content-Length: 2\r\n", b"Transfer-Encoding: chunked\r\n", b"0\r\n", b"2\r\n", b" ", b"\x00", b"Host: b\r\n",
       b"Expect: 100-continue\r\n", b"Upgrade: h2c\r\n"]), max_size=12).map(b"".join))  # fmt: skip
async def test_whatever_bytes_come_the_answers_are_ours(port: int, raw: bytes) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS), connected(port) as (reader, writer):
        writer.write(raw)
        writer.write_eof()
        heard = await read_to_end(reader)
    for answer in heard.raw.split(b"HTTP/1.1 ")[1:]:
        if answer.startswith(b"100 "):
            continue
        assert answer[:1] in b"24", answer
        assert b"\r\nx-correlation-id: " in answer
    assert (await exchange(port, GOOD)).status == 200
