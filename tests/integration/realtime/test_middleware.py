"""The request middleware around the realtime channel: headers, rate limits, log line and errors."""

import gzip
import io
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.integration.realtime.harness import RealtimeHarness, served
from tests.support.waiting import until

DOOR = "/socket.io/?EIO=4&transport="
POLLING, WEBSOCKET = f"{DOOR}polling", f"{DOOR}websocket"
PATIENCE = aiohttp.ClientTimeout(total=60)
LIMIT_BYTES = 65_536


@frozen
class Caller:
    """An HTTP client of the Socket.IO endpoint."""

    http: aiohttp.ClientSession

    async def ask(self, method: str, path: str, **request: Any) -> tuple[int, dict[str, str], bytes]:
        async with self.http.request(method, path, **request) as answer:
            check_headers(answer.headers)
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, await answer.read()

    async def refusal(self, method: str, path: str, **request: Any) -> tuple[int, str]:
        """Returns the status and the code of a problem."""
        status, headers, body = await self.ask(method, path, **request)
        assert headers["content-type"] == "application/problem+json"
        return status, json.loads(body)["code"]

    async def opened(self) -> str:
        """Opens a polling session and returns its URL."""
        status, _, body = await self.ask("GET", POLLING)
        assert status == 200
        return f"{POLLING}&sid={json.loads(body[1:])['sid']}"


def check_headers(headers: Any) -> None:
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    assert re.fullmatch(r"[!-~]{1,128}", headers["x-correlation-id"])
    assert len(headers.getall("x-correlation-id")) == 1


@pytest.fixture
async def caller(stage: RealtimeHarness) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession(stage.url, timeout=PATIENCE) as http:
        yield Caller(http)


async def test_every_answer_has_our_headers_and_the_clients_correlation_id(caller: Caller) -> None:
    headers = {"X-Correlation-Id": "order-66", "Origin": "https://app.hushroom.test"}
    for path in (POLLING, f"{DOOR}nothing", "/socket.io/", "/socket.io", f"{POLLING}&sid=unknown"):
        _, got, _ = await caller.ask("GET", path, headers=headers)
        assert (got["x-correlation-id"], got["access-control-allow-origin"]) == ("order-66", "*")


async def test_an_open_websocket_has_our_headers_too(caller: Caller) -> None:
    async with caller.http.ws_connect(WEBSOCKET, headers={"X-Correlation-Id": "order-66"}) as wire:
        headers = wire._response.headers
        check_headers(headers)
        assert headers["x-correlation-id"] == "order-66"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (WEBSOCKET.replace("EIO=4", "EIO=3"), 400, "realtime.handshake_refused"),
        (f"{WEBSOCKET}&sid=unknown", 400, "realtime.handshake_refused"),
        (POLLING, 400, "realtime.not_valid"),
        ("/socket.io/", 400, "realtime.not_valid"),
        (f"{WEBSOCKET}&j=1", 400, "realtime.not_valid"),
        ("/api/v1/health", 404, "request.unknown_path"),
        ("/api/v1/nowhere", 404, "request.unknown_path"),
    ],
)
async def test_a_websocket_is_refused_like_any_request(caller: Caller, path: str, status: int, code: str) -> None:
    wanted = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
    assert await caller.refusal("GET", path, headers=wanted | key) == (status, code)


async def test_what_a_client_calls_its_connection_is_in_no_log(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    for path in (f"{POLLING}&sid=ada@mail.test", f"{WEBSOCKET}&sid=ada@mail.test", WEBSOCKET, f"{DOOR}nothing"):
        for method in ("GET", "POST"):
            status, _, _ = await caller.ask(method, path)
            assert status == 400
    assert [record for record in caplog.records if record.levelname == "ERROR" or "ada@" in record.getMessage()] == []


@pytest.mark.parametrize(
    "handshake",
    [{}, {"Sec-WebSocket-Version": "8"}, {"Sec-WebSocket-Key": "short"}, {"Cookie": "x" * 9_000}, {"Upgrade": "h2c"}],
)
async def test_an_opening_that_is_none_is_a_plain_request(caller: Caller, handshake: dict[str, str]) -> None:
    good = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} if handshake else {}
    status, _, _ = await caller.ask("GET", WEBSOCKET, headers=good | key | handshake)
    assert status == 400


@pytest.mark.parametrize("query", ["j=%ff", "j=1", "j=x", "%6a=%00"])
async def test_answers_as_scripts_are_not_served(caller: Caller, query: str) -> None:
    assert await caller.refusal("GET", f"{POLLING}&{query}") == (400, "realtime.not_valid")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
async def test_other_methods_are_answered_with_those_that_are_served(caller: Caller, method: str) -> None:
    status, headers, _ = await caller.ask(method, POLLING)
    assert (status, headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    status, headers, body = await caller.ask("OPTIONS", POLLING)
    assert (status, headers["allow"], body) == (204, "GET, HEAD, OPTIONS, POST", b"")


async def test_a_body_that_is_too_large_is_refused_and_the_connection_goes_on(caller: Caller) -> None:
    wire = await caller.opened()
    for body in (b"4" * (LIMIT_BYTES + 1), b"4" * 900_000):
        assert await caller.refusal("POST", wire, data=body) == (413, "request.message_too_large")
    status, _, body = await caller.ask("POST", wire, data=b"40" + b"x" * (LIMIT_BYTES - 2))
    assert (status, body) == (200, b"OK")


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"0{}", b"2", b"6", b"9", b"x", b"4\x1e4\x1e" * 20, b"1\x1e40", b"bAAA", b"d=", b"d=%ff",
     b"d=4", b"\x1e", b"4" + b"[" * 30_000],
)  # fmt: skip
async def test_what_is_no_packet_of_a_client_is_refused(caller: Caller, body: bytes) -> None:
    wire = await caller.opened()
    assert await caller.refusal("POST", wire, data=body) == (400, "realtime.not_packets")


async def test_an_encoded_body_is_refused(caller: Caller) -> None:
    headers = {"Content-Encoding": "gzip"}
    found = await caller.refusal("POST", await caller.opened(), data=gzip.compress(b"3"), headers=headers)
    assert found == (415, "request.unsupported_encoding")


async def test_polls_of_an_open_connection_are_not_counted_and_all_else_is(stage: RealtimeHarness) -> None:
    limited = {**stage.environment, "HUSHROOM_RATE_LIMITS": "on", "HUSHROOM_RATE_LIMIT_OVERALL": "6/minute"}
    limited |= {"HUSHROOM_TRUSTED_PROXIES": "1"}
    here = {"X-Forwarded-For": f"198.51.100.{id(stage) % 250}"}
    async with served(limited) as url, aiohttp.ClientSession(url, headers=here, timeout=PATIENCE) as http:
        caller = Caller(http)
        wire = await caller.opened()
        for _ in range(10):
            assert (await caller.ask("POST", wire, data=b"3"))[0] == 200
        left = []
        preflight = {"Access-Control-Request-Method": "GET", "Origin": "https://app.hushroom.test"}
        for method, path in (("GET", f"{POLLING}&sid=unknown"), ("POST", f"{POLLING}&sid="), ("OPTIONS", POLLING)):
            _, headers, _ = await caller.ask(method, path, headers=preflight)
            left.append(re.findall(r"r=(\d+)", headers["ratelimit"]))
        assert left == [["4"], ["3"], ["2"]]
        statuses = [(await caller.ask("GET", f"{POLLING}&j=1"))[0] for _ in range(3)]
        assert statuses == [400, 400, 429]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(WEBSOCKET)
        assert refused.value.status == 429
        assert refused.value.headers is not None
        assert "retry-after" in {name.lower() for name in refused.value.headers}
        assert (await caller.ask("POST", wire, data=b"3"))[0] == 200


async def test_a_request_and_a_websocket_are_one_log_line_each(caller: Caller, logged: io.StringIO) -> None:
    await caller.ask("GET", f"{DOOR}nothing&token=secret", headers={"X-Correlation-Id": "polled"})
    async with caller.http.ws_connect(f"{WEBSOCKET}&token=secret", headers={"X-Correlation-Id": "wired"}):
        pass

    def lines() -> dict[str, Any]:
        found = [json.loads(line) for line in logged.getvalue().splitlines()]
        return {line["correlation_id"]: line for line in found if line["event"] == "request"}

    async def is_told() -> bool:
        return "wired" in lines()

    assert await until(is_told)
    told = [(line["method"], line["path"], line["status"]) for line in lines().values()]
    assert told == [("GET", "/socket.io", 400), ("websocket", "/socket.io", 101)]
    assert "secret" not in logged.getvalue()


WORDS = ["EIO", "transport", "sid", "j", "t", "b64", "4", "3", "polling", "websocket", "%ff", "%00", "é", "", "\ud7ff"]
QUERIES = some.lists(some.tuples(some.sampled_from(WORDS), some.sampled_from(WORDS)), max_size=6).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)
BODIES = some.binary(max_size=80) | some.lists(
    some.sampled_from([b"4", b"40", b"40/ws/session,", b"42", b'["join-room",{}]', b"3", b"5", b"1", b"\x1e",
                       b"6", b"b", b"451-", b"d=", b"{", b"\xff"]), max_size=8).map(b"".join)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    some.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "BREW"]),
    some.sampled_from(["/socket.io", "/socket.io/", "/socket.io/x", "/socket.io/%2e"]),
    some.sampled_from(["EIO=4&transport=polling", "EIO=4&transport=websocket", ""]),
    QUERIES,
    BODIES,
    some.booleans(),
)
async def test_whatever_is_sent_the_answer_is_one_of_ours(
    caller: Caller, method: str, path: str, beginning: str, query: str, body: bytes, is_open: bool
) -> None:
    address = f"{await caller.opened()}&{query}" if is_open else f"{path}?{beginning}&{query}"
    if is_open and method in {"GET", "HEAD"}:
        method = "POST"  # A poll is answered only when a message arrives.
    status, _, _ = await caller.ask(method, address, data=body)
    assert status < 500
