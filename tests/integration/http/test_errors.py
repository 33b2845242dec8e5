"""Errors have one format, help the client, and disclose no internals."""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import ANY

import httpx
import pytest

from hushroom_domain.shared.errors import Unavailable
from tests.integration.http.world import BASE, NOWHERE, World

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def problem(status: int, phrase: str, code: str, message: Any = ANY, details: Any = None) -> dict[str, Any]:
    return {
        "statusCode": status,
        "error": phrase,
        "message": message,
        "details": details,
        "correlationId": ANY,
        "timestamp": ANY,
        "type": f"urn:hushroom:problem:{code}",
        "title": phrase,
        "status": status,
        "detail": message,
        "code": code,
    }


async def test_an_unknown_path_is_a_problem_like_any_other(world: World) -> None:
    answer = await world.ask("GET", "/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == problem(404, "Not Found", "request.unknown_path", "There is nothing at this path")
    assert TIME.fullmatch(answer.json()["timestamp"])
    assert answer.json()["correlationId"] == answer.headers["x-correlation-id"]


async def test_a_method_that_a_path_does_not_take_is_answered_with_those_that_it_does(world: World) -> None:
    answer = await world.ask("PUT", "/sessions")
    assert answer.json() == problem(405, "Method Not Allowed", "request.method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["allow"].replace(",", " ").split())


async def test_without_a_token_the_client_learns_how_to_authenticate(world: World) -> None:
    answer = await world.ask("GET", "/users/me")
    assert answer.json() == problem(401, "Unauthorized", "auth.required", "Authentication required")
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_refusal_keeps_its_words_and_its_code(world: World) -> None:
    seeker = await world.join("ada")
    session_id = await world.book(seeker)
    answer = await world.ask("POST", f"/sessions/{session_id}/start", seeker)
    message = "Cannot start: the status is PENDING_MATCH"
    assert answer.json() == problem(400, "Bad Request", "machine.illegal_step", message)


async def test_a_crash_tells_nothing_of_our_insides(world: World) -> None:
    class FailingHealth:
        async def database(self) -> bool:
            raise RuntimeError("postgresql://user:secret@10.0.0.1/hushroom")

    world.platform.health = FailingHealth()  # type: ignore[assignment] # it is broken
    answer = await world.ask("GET", "/health/db")
    assert answer.json() == problem(500, "Internal Server Error", "request.failed", "Something went wrong on our side")


async def test_what_is_down_for_a_while_says_when_to_come_back(world: World) -> None:
    class UnavailableHealth:
        async def database(self) -> bool:
            raise Unavailable(retry_after_seconds=7)

    world.platform.health = UnavailableHealth()  # type: ignore[assignment] # it is down
    answer = await world.ask("GET", "/health/db")
    assert answer.json() == problem(503, "Service Unavailable", "request.unavailable")
    assert answer.headers["retry-after"] == "7"


@pytest.mark.parametrize(
    ("path", "body"),
    [(f"/sessions/{NOWHERE}", None), ("/sessions/17", None), ("/goals/x", None), ("/payments/%00", None)],
)
async def test_an_id_that_names_nothing_and_one_that_is_no_id_are_both_not_found(
    world: World, path: str, body: Any
) -> None:
    answer = await world.ask("GET", path, await world.join("ada"), json=body)
    assert answer.status_code == 404
    assert answer.json()["code"].endswith(".not_found")


async def test_who_asks_comes_before_what_is_asked(world: World) -> None:
    answer = await world.ask("POST", "/sessions/17/cancel", json={"nonsense": 1})
    assert answer.status_code == 401


async def test_the_shape_of_a_body_comes_before_what_it_is_about(world: World) -> None:
    answer = await world.ask("POST", "/sessions/17/cancel", await world.join("ada"), json={"nonsense": 1})
    assert answer.json()["details"] == [{"field": "nonsense", "message": "is not a known field"}]


async def test_a_role_comes_before_the_shape_of_a_body(world: World) -> None:
    answer = await world.ask("POST", f"/payments/{NOWHERE}/refund", await world.join("ada"), json={"nonsense": 1})
    assert answer.json()["code"] == "auth.wrong_role"


async def test_all_invalid_fields_are_reported_at_once(world: World) -> None:
    body = {"email": "nobody", "password": "short", "firstName": 7, "shoeSize": 43}
    answer = await world.ask("POST", "/auth/register", json=body)
    assert answer.json()["code"] == "request.invalid"
    assert answer.json()["details"] == [
        {"field": "email", "message": "must be an email address"},
        {"field": "password", "message": "must be at least 8 characters long"},
        {"field": "dateOfBirth", "message": "is required"},
        {"field": "firstName", "message": "must be a string of at most 100 characters"},
        {"field": "shoeSize", "message": "is not a known field"},
    ]


async def test_nested_fields_are_named_by_their_path(world: World) -> None:
    slots = [{"startTime": "25:00", "endTime": "10:00", "dayOfWeek": "FUNDAY"}, 3]
    answer = await world.ask("PUT", "/availability/me", await world.applicant("ada"), json={"slots": slots})
    assert [detail["field"] for detail in answer.json()["details"]] == [
        "slots.0.dayOfWeek",
        "slots.0.startTime",
        "slots.1",
    ]


async def test_wrong_query_parameters_are_reported_like_fields(world: World) -> None:
    answer = await world.ask("GET", "/companions?take=101&skip=-1&minRating=nan&isOnline=perhaps&type=GURU&q=a%00b")
    assert {detail["field"]: detail["message"] for detail in answer.json()["details"]} == {
        "take": "must be a whole number from 1 to 100",
        "skip": "must be a whole number from 0 to 100000",
        "minRating": "must be a number from 0 to 5",
        "isOnline": "must be true or false",
        "type": "must be one of STANDARD, VERIFIED, EXPERT",
        "q": "must be a string of at most 200 characters without NULs",
    }
    assert answer.status_code == 400


async def test_unknown_query_parameters_are_ignored(world: World) -> None:
    assert (await world.ask("GET", "/companions?colour=blue")).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[1, 2",
        b"\xff\xfe",
        b'{"type": "\xff"}',
        b'{"type": NaN}',
        b'{"type": "FOCUS"} and more',
        b'{"type": "\\ud800"}',
        b'{"type": "\\ud800\\ud800"}',
        b'{"type": "a\x00b"}',
        b"\xef\xbb\xbf{}",
        b"[" * 200_000,
        b'{"plannedDuration": ' + b'{"a":' * 100_000,
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_what_is_not_json_is_refused(world: World, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = await world.ask("POST", "/sessions", await world.join("ada"), content=body, headers=headers)
    assert answer.json() == problem(400, "Bad Request", ANY, ANY, ANY) | {"type": ANY, "code": ANY}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"null", ["body"]),
        (b"[]", ["body"]),
        (b'"FOCUS"', ["body"]),
        (b'{"type": "FOCUS", "plannedDuration": 1e400}', None),
        (b'{"type": "FOCUS", "plannedDuration": ' + b"9" * 5_000 + b"}", None),
        (b'{"type": "FOCUS", "plannedDuration": "30"}', ["plannedDuration"]),
        (b'{"type": "FOCUS", "plannedDuration": true}', ["plannedDuration"]),
        (b'{"type": "FOCUS", "scheduledAt": "2026-03-03T09:00:00"}', ["scheduledAt"]),
        (b'{"type": "FOCUS", "scheduledAt": "0001-01-01T00:00:00+05:00"}', ["scheduledAt"]),
        (b'{"type": "FOCUS", "scheduledAt": 1770000000}', ["scheduledAt"]),
        (b'{"type": "FOCUS", "type": "NAP"}', ["type"]),
    ],
    ids=lambda value: repr(value[:48]) if value else "",
)
async def test_strange_values_are_refused_and_nothing_crashes(
    world: World, body: bytes, fields: list[str] | None
) -> None:
    headers = {"content-type": "application/json"}
    answer = await world.ask("POST", "/sessions", await world.join("ada"), content=body, headers=headers)
    assert answer.status_code == 400
    if fields is not None:
        assert [detail["field"] for detail in answer.json()["details"]] == fields


async def test_an_offset_is_converted_and_milliseconds_are_kept(world: World) -> None:
    body = {"type": "FOCUS", "scheduledAt": "2026-03-03T09:00:00.1239+02:00"}
    session = await world.post("/sessions", await world.join("ada"), body)
    assert session["scheduledAt"] == "2026-03-03T07:00:00.123Z"


async def test_a_post_without_a_body_counts_as_an_empty_object(world: World) -> None:
    answer = await world.ask("POST", "/sessions", await world.join("ada"), headers={"content-type": "text/plain"})
    assert answer.json()["details"] == [{"field": "type", "message": "is required"}]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_another_content_type_is_refused(world: World, content_type: str) -> None:
    headers = {"content-type": content_type}
    answer = await world.ask("POST", "/sessions", await world.join("ada"), content=b"{}", headers=headers)
    assert answer.json() == problem(415, "Unsupported Media Type", "request.unsupported_media_type")


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity", "deflate, gzip", "x"])
@pytest.mark.parametrize(
    "path", ["/auth/login", "/sessions", "/payments/webhook", "/media/webhook", "/users/me/data-export"]
)
async def test_an_encoded_body_is_refused_whatever_it_holds(world: World, path: str, encoding: str) -> None:
    headers = {"content-type": "application/json", "content-encoding": encoding}
    body = gzip.compress(b"{}") if "gzip" in encoding else b"{}"
    answer = await world.ask("POST", path, await world.join("ada"), content=body, headers=headers)
    assert answer.json() == problem(415, "Unsupported Media Type", "request.unsupported_encoding")
    assert answer.headers["accept-encoding"] == "identity"


async def test_an_encoding_of_nothing_is_no_fault(world: World) -> None:
    headers = {"content-encoding": "gzip"}
    answer = await world.ask("POST", "/auth/logout", content=b"", headers=headers)
    assert answer.status_code == 201


@pytest.mark.parametrize("number", ["30.0", "3e1", "30.000", "300e-1"])
async def test_a_whole_number_is_an_integer_however_json_writes_it(world: World, number: str) -> None:
    headers = {"content-type": "application/json"}
    body = f'{{"type": "FOCUS", "plannedDuration": {number}}}'.encode()
    answer = await world.ask("POST", "/sessions", await world.join("ada"), content=body, headers=headers)
    assert (answer.status_code, answer.json()["plannedDuration"]) == (201, 30)


@pytest.mark.parametrize("number", ["30.5", "1e300", "-30.0", "14.0", "120.00001", '"30.0"', "true"])
async def test_a_number_that_is_not_whole_or_out_of_range_is_refused(world: World, number: str) -> None:
    headers = {"content-type": "application/json"}
    body = f'{{"type": "FOCUS", "plannedDuration": {number}}}'.encode()
    answer = await world.ask("POST", "/sessions", await world.join("ada"), content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["details"] == [
        {"field": "plannedDuration", "message": "must be a whole number from 15 to 120"}
    ]


@pytest.mark.parametrize("query", ["take=5.0&skip=0.0", "take=5&skip=0", "take=5.000"])
async def test_a_whole_number_of_a_query_may_have_zeros_behind_its_point(world: World, query: str) -> None:
    assert (await world.get(f"/companions?{query}"))["take"] == 5


@pytest.mark.parametrize("number", ["1e2", "1E2", "1e0", "100e-1", "%31%65%30", "5.5", "+5", "0x5", "5.", "", "e"])
@pytest.mark.parametrize(
    "path", ["/companions?skip=-1&take=", "/admin/users?page=0&limit=", "/admin/audit-logs?page=0&limit="]
)
async def test_a_query_writes_whole_numbers_without_an_exponent(world: World, path: str, number: str) -> None:
    answer = await world.ask("GET", f"{path}{number}", await world.admin())
    assert answer.status_code == 400
    assert {detail["field"] for detail in answer.json()["details"]} in ({"take", "skip"}, {"page", "limit"})


async def test_a_charset_beside_the_content_type_is_fine(world: World) -> None:
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    seeker = await world.join("ada")
    answer = await world.ask("POST", "/sessions", seeker, content=b'{"type":"FOCUS"}', headers=headers)
    assert answer.status_code == 201


async def test_a_body_of_two_megabytes_is_too_large(world: World) -> None:
    answer = await world.ask("POST", "/sessions", await world.join("ada"), json={"type": "x" * 2_000_000})
    assert answer.json() == problem(413, "Request Entity Too Large", "request.too_large")


async def test_a_body_that_grows_too_large_in_pieces_is_too_large_as_well(world: World) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 50_000

    headers = {"content-type": "application/json"}
    answer = await world.ask("POST", "/sessions", await world.join("ada"), content=pieces(), headers=headers)
    assert answer.status_code == 413


async def test_a_body_of_just_under_the_limit_is_read(world: World) -> None:
    body = b'{"type":"FOCUS"' + b" " * (1024 * 1024 - 17) + b"}"
    headers = {"content-type": "application/json"}
    answer = await world.ask("POST", "/sessions", await world.join("ada"), content=body, headers=headers)
    assert answer.status_code == 201


async def test_a_client_that_hangs_up_is_no_crash(world: World) -> None:
    seeker = await world.join("ada")
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.sleep(0)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    transport = world.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    headers = [(b"authorization", f"Bearer {seeker.token}".encode()), (b"content-type", b"application/json")]
    url = httpx.URL(f"{BASE}/sessions")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": url.path, "raw_path": url.raw_path, "query_string": b"", "root_path": "", "headers": headers,
        "server": ("hushroom.test", 80), "client": ("203.0.113.9", 1),
    }  # fmt: skip
    await transport.app(scope, receive, send)
    assert sent[0]["status"] == 400
