"""The request middleware: correlation ids, limits, headers and the log line."""

import io
import json
import re
from collections.abc import AsyncIterator
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from attrs import define, field, frozen
from hypothesis import given
from hypothesis import strategies as some

from hushroom_domain.shared.errors import DomainError, RuleViolated, ValidationFailed
from hushroom_http.server.client_address import FORWARDED, address_of, canonical, client_at
from hushroom_http.server.faults import OF_THE_WEB, STATUS, UNEXPECTED, status_of
from tests.integration.http.platform_parts import Parts
from tests.integration.http.world import NOWHERE, SIGNATURE, World


@frozen(kw_only=True)
class Verdict:
    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int = 42
    window_seconds: int = 60


@define
class OneLimit:
    """Implements `RateLimits` with one limit for every scope."""

    limit: int
    counts: dict[tuple[str, str], int] = field(factory=dict)

    async def hit(self, scope: str, client: str) -> Verdict:
        count = self.counts[scope, client] = self.counts.get((scope, client), 0) + 1
        return Verdict(allowed=count <= self.limit, limit=self.limit, remaining=max(0, self.limit - count))


UNREADABLE = ("not:an:address", "unknown", "_hidden", "203.0.113.5:port", "203.0.113.5:", "[203.0.113.5", "1.2.3",
              "203.0.113.256", "[::1]]", "::1::", "203.0.113.5:123456", "203.0.113.5 ; x", "\x00")  # fmt: skip
ROUTES = ("/health", "/users/me", "/nowhere", f"/sessions/{NOWHERE}", "/companions")


@pytest.mark.parametrize("path", ROUTES)
async def test_every_answer_carries_the_security_headers(world: World, path: str) -> None:
    headers = (await world.ask("GET", path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "strict-transport-security" not in headers


async def test_over_https_browsers_are_told_to_stay_there(parts: Parts) -> None:
    world = World.new(parts, public_url="https://hushroom.test")
    assert "max-age=31536000" in (await world.ask("GET", "/health")).headers["strict-transport-security"]


@pytest.mark.parametrize("path", ROUTES)
async def test_the_clients_correlation_id_is_echoed(world: World, path: str) -> None:
    answer = await world.ask("GET", path, headers={"X-Correlation-Id": "order-66/a"})
    assert answer.headers.get_list("x-correlation-id") == ["order-66/a"]
    if answer.status_code >= 400:
        assert answer.json()["correlationId"] == "order-66/a"


@pytest.mark.parametrize("given", [b"", b"two words", b"x" * 129, b"caf\xe9", b"a\tb", b" "])
async def test_an_insane_correlation_id_is_replaced(world: World, given: bytes) -> None:
    answer = await world.ask("GET", "/health", headers={"X-Correlation-Id": given})
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-correlation-id"])


async def test_two_requests_get_two_correlation_ids(world: World) -> None:
    ids = {(await world.ask("GET", "/health")).headers["x-correlation-id"] for _ in range(5)}
    assert len(ids) == 5


async def test_a_request_is_one_log_line(world: World, logged: io.StringIO) -> None:
    ada = await world.join("ada")
    logged.truncate(0)
    logged.seek(0)
    await world.ask("GET", f"/sessions/{NOWHERE}?status=READY", ada, headers={"X-Correlation-Id": "abc"})
    (line,) = [json.loads(text) for text in logged.getvalue().splitlines()]
    line.pop("timestamp")
    assert isinstance(line.pop("duration_ms"), float)
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "hushroom.http",
        "method": "GET",
        "path": "/api/v1/sessions/{session_id}",
        "status": 404,
        "user_id": ada.id,
        "correlation_id": "abc",
    }


async def test_a_crash_is_logged_with_its_correlation_id(world: World, logged: io.StringIO) -> None:
    class FailingHealth:
        async def database(self) -> bool:
            raise RuntimeError("the reason")

    world.platform.health = FailingHealth()  # type: ignore[assignment] # it is broken
    await world.ask("GET", "/health/db", headers={"X-Correlation-Id": "abc"})
    failure, request = (json.loads(text) for text in logged.getvalue().splitlines())
    assert (failure["level"], failure["correlation_id"]) == ("error", "abc")
    assert "the reason" in failure["exception"]
    assert request["status"] == 500


async def test_a_client_that_asks_too_often_is_told_when_to_come_back(parts: Parts) -> None:
    world = World.new(parts, OneLimit(limit=2))
    for remaining in (1, 0):
        headers = (await world.ask("GET", "/companions")).headers
        assert headers["ratelimit-policy"] == '"overall";q=2;w=60'
        assert headers["ratelimit"] == f'"overall";r={remaining};t=42'
    answer = await world.ask("GET", "/companions")
    assert (answer.status_code, answer.json()["code"]) == (429, "request.rate_limited")
    assert answer.headers["retry-after"] == "42"
    assert answer.headers["ratelimit"] == '"overall";r=0;t=42'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["correlationId"] == answer.headers["x-correlation-id"]


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/auth/register", "register"),
        ("/auth/login", "login"),
        ("/auth/reactivate", "login"),
        ("/auth/forgot-password", "forgot_password"),
        ("/auth/reset-password", "reset_password"),
        ("/auth/password-strength", "password_strength"),
        ("/auth/passkey/begin", "passkey"),
        ("/auth/passkey/finish", "login"),
        ("/payments/authorize", "payments_authorize"),
        ("/payments/checkout", "payments_authorize"),
        (f"/payments/{NOWHERE}/refund", "payments_refund"),
    ],
)
async def test_routes_that_invite_guessing_have_a_limit_of_their_own(parts: Parts, path: str, scope: str) -> None:
    limits = OneLimit(limit=10)
    world = World.new(parts, limits)
    limits.counts[scope, "127.0.0.1"] = 10
    answer = await world.ask("POST", path, json={"nonsense": True})
    assert answer.status_code == 429
    policies = answer.headers["ratelimit-policy"]
    assert policies == f'"overall";q=10;w=60, "{scope}";q=10;w=60'
    assert limits.counts == {("overall", "127.0.0.1"): 1, (scope, "127.0.0.1"): 11}


UNSIGNED = {"/payments/webhook": 400, "/media/webhook": 401}
SIGNED = {
    "/payments/webhook": ("stripe-signature", b'{"id": "evt_1"}', 201),
    "/media/webhook": ("authorization", b'{"event": "room_finished", "room": {"name": "any"}}', 200),
}


@pytest.mark.parametrize("path", UNSIGNED)
@pytest.mark.parametrize("signature", [None, "forged"])
async def test_notices_without_a_good_signature_are_counted_by_client(
    parts: Parts, path: str, signature: str | None
) -> None:
    limits = OneLimit(limit=3)
    world = World.new(parts, limits)
    header, body, _ = SIGNED[path]
    headers = {} if signature is None else {header: signature}
    answers = [await world.ask("POST", path, content=body, headers=headers) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [UNSIGNED[path]] * 3 + [429] * 2
    assert limits.counts == {("webhooks", "127.0.0.1"): 5}


@pytest.mark.parametrize("path", SIGNED)
async def test_notices_with_a_good_signature_have_no_limit(parts: Parts, path: str) -> None:
    limits = OneLimit(limit=3)
    world = World.new(parts, limits)
    limits.counts["webhooks", "127.0.0.1"] = 100
    header, body, status = SIGNED[path]
    answers = [await world.ask("POST", path, content=body, headers={header: SIGNATURE}) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {status}


@pytest.mark.parametrize("path", UNSIGNED)
async def test_the_body_of_a_notice_without_a_signature_is_not_read(parts: Parts, path: str) -> None:
    world = World.new(parts)
    taken: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        for number in range(64):
            taken.append(number)
            yield b"x" * 1024

    answer = await world.ask("POST", path, content=endless())
    assert (answer.status_code, taken) == (UNSIGNED[path], [])


async def test_unknown_paths_count_too(parts: Parts) -> None:
    world = World.new(parts, OneLimit(limit=1))
    assert [(await world.ask("GET", "/nowhere")).status_code for _ in range(2)] == [404, 429]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health/live", 200),
        ("GET", "/health/ready", 200),
        ("POST", "/payments/webhook", 201),
        ("POST", "/media/webhook", 200),
    ],
)
async def test_probes_and_notices_are_never_limited(parts: Parts, method: str, path: str, status: int) -> None:
    world = World.new(parts, OneLimit(limit=0))
    signed = {"stripe-signature": SIGNATURE, "authorization": SIGNATURE}
    answer = await world.ask(method, path, content=b'{"id": "evt_1"}', headers=signed)
    assert answer.status_code == status


async def test_limits_that_are_off_leave_no_headers(world: World) -> None:
    assert "ratelimit" not in (await world.ask("GET", "/health")).headers


@pytest.mark.parametrize(
    ("trusted", "forwarded", "client"),
    [
        (0, [], "198.51.100.1"),
        (0, ["203.0.113.5"], "198.51.100.1"),
        (1, ["203.0.113.5"], "203.0.113.5"),
        (1, ["6.6.6.6, 203.0.113.5"], "203.0.113.5"),
        (2, ["6.6.6.6, 203.0.113.5, 10.0.0.2"], "203.0.113.5"),
        (2, ["6.6.6.6, 203.0.113.5", "10.0.0.2"], "203.0.113.5"),
        (3, ["203.0.113.5"], "203.0.113.5"),
        (1, [], "198.51.100.1"),
        (1, ["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        (1, ["2001:db8:1:2:ffff::1"], "2001:db8:1:2::/64"),
        (1, [" , "], "198.51.100.1"),
        (1, ["203.0.113.5:55555"], "203.0.113.5"),
        (1, ["[2001:db8:1:2::1]:443"], "2001:db8:1:2::/64"),
        (1, ["[2001:db8:1:2::1]"], "2001:db8:1:2::/64"),
        (1, ["::ffff:203.0.113.5"], "203.0.113.5"),
        (1, ["[::ffff:cb00:7105]:1"], "203.0.113.5"),
        (1, ["fe80:0:0:0::1%eth0"], "fe80::/64"),
        *((1, [unreadable], "198.51.100.1") for unreadable in UNREADABLE),
    ],
)
def test_the_client_is_whom_the_outermost_trusted_proxy_saw(trusted: int, forwarded: list[str], client: str) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope: Any = {"client": ("198.51.100.1", 4242), "headers": headers}
    assert client_at(address_of(scope, trusted)) == client


def test_a_peer_that_is_mapped_into_ipv6_is_the_ipv4_client() -> None:
    peers: list[Any] = [{"client": (host, 1), "headers": []} for host in ("::ffff:203.0.113.5", "203.0.113.5")]
    assert [client_at(address_of(scope, 0)) for scope in peers] == ["203.0.113.5"] * 2
    nameless: Any = {"client": None, "headers": []}
    assert client_at(address_of(nameless, 0)) == "unknown"


@given(some.ip_addresses(), some.integers(0, 65_535))
def test_one_address_is_one_client_in_whatever_spelling(address: IPv4Address | IPv6Address, port: int) -> None:
    spellings = {str(address), address.exploded, f" {address} "}
    if isinstance(address, IPv4Address):
        spellings |= {f"{address}:{port}", f"::ffff:{address}", f"[::FFFF:{address}]:{port}"}
    else:
        spellings |= {f"[{address}]", f"[{address}]:{port}", f"{address}%eth0", str(address).upper()}
    scopes: list[Any] = [{"client": ("::1", 1), "headers": [(FORWARDED, one.encode())]} for one in spellings]
    assert len({client_at(address_of(scope, 1)) for scope in scopes}) == 1


@given(some.binary(max_size=60))
def test_whatever_stands_in_place_of_an_address_the_client_has_a_key(forwarded: bytes) -> None:
    scope: Any = {"client": ("198.51.100.1", 1), "headers": [(FORWARDED, forwarded)]}
    address = address_of(scope, 1)
    assert address == canonical(address)
    assert client_at(address)


async def test_somebody_elses_address_is_no_way_around_a_limit(parts: Parts) -> None:
    limits = OneLimit(limit=1)
    world = World.new(parts, limits, trusted_proxies=0)
    statuses = [
        (await world.ask("GET", "/health", headers={"X-Forwarded-For": f"203.0.113.{n}"})).status_code for n in range(3)
    ]
    assert statuses == [200, 429, 429]


async def test_every_family_of_refusals_has_a_status() -> None:
    def families(kind: type[DomainError]) -> list[type[DomainError]]:
        return [kind, *(found for child in kind.__subclasses__() for found in families(child))]

    refusals = [kind for kind in families(DomainError) if kind.__module__.startswith("hushroom_")][1:]
    # Codes that only realtime clients receive have no status.
    answered = [kind for kind in refusals if not kind.__module__.startswith("hushroom_http.realtime")]
    assert len(answered) > 40
    assert all(status_of(kind) in STATUS.values() for kind in answered)
    assert status_of(ValidationFailed) == status_of(RuleViolated) == 400
    codes = [kind.code for kind in refusals]
    assert len(codes) == len(set(codes)), "two refusals share a code"
    every = [*codes, UNEXPECTED[0], *(code for code, _ in OF_THE_WEB.values())]
    assert [code for code in every if "." not in code] == []
