"""The OpenAPI document describes the application, and its page loads nothing from other hosts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from hushroom_http.api_v1.openapi import openapi
from hushroom_http.api_v1.openapi.page import SwaggerUi
from hushroom_http.inputs.request_bodies import Body, read
from tests.integration.http.platform_parts import Parts
from tests.integration.http.routes import PREFIX, handlers
from tests.integration.http.test_authorisation import TABLE
from tests.integration.http.world import World, restarted_world

DOCS = "http://hushroom.localhost/docs"
API_PAGE = Path(__file__).parents[3] / "docs/reference/api.md"


@pytest.fixture
async def document(world: World) -> dict[str, Any]:
    answer = await world.ask("GET", f"{DOCS}/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for item in part:
            yield from references(item)


def test_every_route_is_documented(document: dict[str, Any]) -> None:
    documented = {(method, path.removeprefix(PREFIX)) for method, path, _ in operations(document)}
    assert documented == {(method, path.rstrip("/")) for method, path in handlers()}
    assert document["openapi"].startswith("3.1")


def test_every_operation_says_what_it_does_and_how_it_may_fail(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for method, path, operation in operations(document):
        statuses = set(operation["responses"])
        assert operation["summary"], path
        assert operation["description"], path
        assert {"400", "429", "500", "503"} <= statuses, path
        assert len({"200", "201", "204"} & statuses) == 1, path
        assert ("415" in statuses) == ("413" in statuses) == ("requestBody" in operation), f"{method} {path}"
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                problem = answer["content"]["application/problem+json"]["schema"]
                assert problem == {"$ref": "#/components/schemas/Problem"}


def test_what_needs_a_token_says_so(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        row = TABLE[method, path.removeprefix(PREFIX)]
        needed: list[dict[str, list[str]]] | None = [{"accessToken": []}] if row.public is None else None
        assert operation.get("security") == needed, f"{method} {path}"
        if needed:
            assert "401" in operation["responses"]


def test_the_statuses_of_the_table_are_documented(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        row = TABLE[method, path.removeprefix(PREFIX)]
        assert {str(status) for status in row.get} <= set(operation["responses"]), f"{method} {path}"


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    named = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= named


def test_every_schema_has_a_name_of_its_own_that_can_be_a_class(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert len(schemas) > 80
    assert {name: schema.get("title") for name, schema in schemas.items()} == {name: name for name in schemas}
    assert [name for name in schemas if re.fullmatch(r"[A-Z][A-Za-z]+", name) is None] == []
    assert {"SessionStatus", "PaymentStatus", "ModerationStatus"} <= schemas.keys()


def test_every_example_of_a_body_is_a_good_body(document: dict[str, Any]) -> None:
    kinds = {kind.__name__: kind for kind in _bodies(Body)}
    shown = 0
    for _, path, operation in operations(document):
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            content = operation["requestBody"]["content"]["application/json"]
            kind = kinds[content["schema"]["$ref"].rpartition("/")[2]]
            assert isinstance(read(kind, json.dumps(content["example"]).encode()), kind), path
            shown += 1
    assert shown > 25


def _bodies(kind: type[Body]) -> list[type[Body]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _bodies(child))]


async def test_the_document_is_the_same_at_every_start(world: World, parts: Parts, document: dict[str, Any]) -> None:
    again = await restarted_world(parts).ask("GET", f"{DOCS}/openapi.json")
    assert again.json() == document
    assert (await world.ask("GET", f"{DOCS}/openapi.json")).json() == document


async def test_the_plain_page_lists_every_operation_and_fetches_nothing_from_elsewhere(
    world: World, document: dict[str, Any]
) -> None:
    page = await world.ask("GET", f"{DOCS}/plain")
    assert page.headers["content-type"].startswith("text/html")
    for _, path, operation in operations(document):
        assert path in page.text
        assert operation["operationId"] in page.text
    assert "<script" not in page.text
    assert "`" not in page.text
    assert "<code>Idempotency-Key</code>" in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert re.findall(r'(?:src|href)="(?!#)([^"]*)"', page.text) == ["/docs/docs.css", "/docs/openapi.json"]
    assert "style-src 'self'" in page.headers["content-security-policy"]
    style = await world.ask("GET", f"{DOCS}/docs.css")
    assert style.headers["content-type"].startswith("text/css")


def documented(swagger_ui: SwaggerUi | None) -> TestClient[Litestar]:
    """Returns a client of an application without operations whose documentation has these files."""
    return TestClient(Litestar([], openapi_config=openapi("http://hushroom.localhost", swagger_ui)))


def test_the_page_is_swagger_ui_where_its_files_are_installed() -> None:
    with documented(SwaggerUi("/assets/1/ui.js", "/assets/1/ui.css")) as client:
        page = client.get("/docs")
        assert re.findall(r"<script[^>]*>", page.text) == [
            '<script src="/assets/1/ui.js" defer>',
            '<script type="module" src="/docs/reference.js">',
        ]
        assert re.findall(r'<link rel="stylesheet" href="([^"]*)"', page.text) == [
            "/assets/1/ui.css",
            "/docs/reference.css",
        ]
        assert re.search(r'<noscript>.*href="/docs/plain".*</noscript>', page.text)
        script = client.get("/docs/reference.js")
        assert script.headers["content-type"].startswith("text/javascript")
        assert "persistAuthorization: false" in script.text
        assert client.get("/docs/reference.css").headers["content-type"].startswith("text/css")
        assert "<script" not in client.get("/docs/plain").text


def test_the_page_is_the_plain_one_where_they_are_not() -> None:
    with documented(None) as client:
        assert client.get("/docs").text == client.get("/docs/plain").text
        assert "<script" not in client.get("/docs").text
        assert client.get("/docs/docs.css").status_code == 200


@pytest.mark.parametrize(("path", "runs"), [("", True), ("/plain", False), ("/openapi.json", False)])
async def test_one_page_of_the_docs_alone_may_run_scripts(world: World, path: str, runs: bool) -> None:
    policy = (await world.ask("GET", DOCS + path)).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert ("script-src 'self'" in policy) is runs
    assert "unsafe" not in policy


async def test_an_unknown_page_of_the_docs_is_not_found(world: World) -> None:
    assert (await world.ask("GET", f"{DOCS}/nowhere")).status_code == 404


def test_every_route_is_in_the_clients_page() -> None:
    text = API_PAGE.read_text(encoding="utf-8")
    missing = [f"{method} {path}" for method, path in TABLE if f"`{method} {path}" not in text]
    assert not missing
