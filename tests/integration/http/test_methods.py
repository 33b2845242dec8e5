"""HTTP methods: HEAD wherever GET is, OPTIONS everywhere, and 405 with the allowed methods for the others."""

import io
import json
from collections import defaultdict

import httpx
import pytest

from tests.integration.http.platform_parts import Parts
from tests.integration.http.routes import handlers
from tests.integration.http.test_authorisation import TABLE, assemble, filled
from tests.integration.http.test_middleware import OneLimit
from tests.integration.http.world import NOWHERE, World

FOR_THIS_ANSWER = ("x-correlation-id",)


def served() -> dict[str, set[str]]:
    """Returns the methods of each path; paths that differ in a parameter's name only are one."""
    methods = defaultdict(set)
    for method, path in handlers():
        methods[somewhere(path)].add(method)
    return dict(methods)


def somewhere(path: str) -> str:
    """Returns the path with an id in the place of each parameter."""
    return "/".join(NOWHERE if part.startswith("{") else part for part in path.split("/"))


def lasting(answer: httpx.Response) -> list[tuple[str, str]]:
    return [field for field in answer.headers.multi_items() if field[0] not in FOR_THIS_ANSWER]


async def test_head_is_get_without_the_body_for_everybody_on_every_route(parts: Parts) -> None:
    cast = await assemble(World.new(parts))
    for (method, path), row in TABLE.items():
        if method != "GET":
            continue
        for role, person in cast.people.items():
            at = filled(row.path or path, cast.ids)
            got, head = [await cast.world.ask(asked, at, person) for asked in ("GET", "HEAD")]
            assert head.content == b"", (role, path)
            assert (head.status_code, len(lasting(head))) == (got.status_code, len(lasting(got))), (role, path)
            if "timestamp" not in got.json():  # The length of the rest does not depend on it.
                assert lasting(head) == lasting(got), (role, path)


@pytest.mark.parametrize(
    "path", ["http://hushroom.localhost/docs", "http://hushroom.localhost/docs/openapi.json", "/nowhere"]
)
async def test_head_is_served_beside_the_api_too(world: World, path: str) -> None:
    got, head = [await world.ask(method, path) for method in ("GET", "HEAD")]
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-length"] == str(len(got.content)) or got.status_code == 404


async def test_head_counts_and_is_logged_as_what_it_is(parts: Parts, logged: io.StringIO) -> None:
    limits = OneLimit(limit=5)
    assert (await World.new(parts, limits).ask("HEAD", "/companions")).status_code == 200
    assert limits.counts == {("overall", "127.0.0.1"): 1}
    (line,) = [json.loads(text) for text in logged.getvalue().splitlines()]
    assert (line["method"], line["path"], line["status"]) == ("HEAD", "/api/v1/companions", 200)


@pytest.mark.parametrize("path", served())
async def test_options_names_every_method_of_the_path_and_needs_no_token(world: World, path: str) -> None:
    methods = served()[path]
    answer = await world.ask("OPTIONS", path)
    assert (answer.status_code, answer.content) == (204, b"")
    head = {"HEAD"} if "GET" in methods else set()
    assert set(answer.headers["allow"].split(", ")) == methods | head | {"OPTIONS"}
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_options_of_an_unknown_path_is_not_found(world: World) -> None:
    answer = await world.ask("OPTIONS", "/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "request.unknown_path")


@pytest.mark.parametrize("path", served())
async def test_any_other_method_is_refused_with_what_options_says(world: World, path: str) -> None:
    allowed = (await world.ask("OPTIONS", path)).headers["allow"]
    others = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"} - set(allowed.split(", "))
    for method in others:
        answer = await world.ask(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed), method
        assert answer.headers["x-frame-options"] == "DENY"
        if method != "HEAD":
            assert answer.json()["code"] == "request.method_not_allowed"


@pytest.mark.parametrize(
    "path",
    ["//api/v1/health", "/api//v1/health", "/api/v1//health", "/api/v1/health//", "/api%2fv1/health",
     "/api/v1%2Fhealth", "/api/v1/%2fhealth", f"/api/v1/sessions%2F{NOWHERE}", "/api/v1/health%2f", "//",
     "/%2fdocs", "//docs"],
)  # fmt: skip
async def test_a_route_has_one_path(parts: Parts, path: str) -> None:
    limits = OneLimit(limit=50)
    world = World.new(parts, limits)
    answer = await world.ask("GET", f"http://hushroom.localhost{path}")
    assert answer.status_code == 404
    if path.startswith("/api"):
        assert answer.json()["code"] == "request.unknown_path"
        assert limits.counts == {("overall", "127.0.0.1"): 1}
    else:
        # Paths outside the API belong to the pages, which answer with a page and have a limit of their own.
        assert "There is nothing here" in answer.text
        assert limits.counts == {("pages", "127.0.0.1"): 1}


async def test_a_slash_at_the_end_is_no_other_path(world: World) -> None:
    assert (await world.ask("GET", "/health/")).status_code == 200
