"""The comparison of two OpenAPI documents knows which changes break clients."""

from copy import deepcopy
from typing import Any

import pytest

from tests.support.openapi_changes import canonical, changes, text_of

REF = "#/components/schemas/"
SENT = {
    "title": "Note",
    "type": "object",
    "additionalProperties": False,
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 80, "description": "A name"},
        "stars": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 5}, {"type": "null"}]},
        "kind": {"enum": ["A", "B"]},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        "extra": {"type": ["string", "number"]},
    },
}
GIVEN = {
    "title": "Kept",
    "type": "object",
    "required": ["id", "kind", "inner"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "kind": {"type": "string", "enum": ["A", "B"]},
        "stars": {"type": "integer", "maximum": 5},
        "inner": {"anyOf": [{"$ref": f"{REF}Kept"}, {"type": "null"}]},
    },
}
OPERATION = {
    "operationId": "notes.write",
    "summary": "Write a note",
    "tags": ["notes"],
    "parameters": [{"name": "page", "in": "query", "required": False, "schema": {"type": "integer", "maximum": 9}}],
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": f"{REF}Note"}}}},
    "responses": {
        "200": {
            "description": "Done",
            "headers": {"Link": {"description": "The next page"}},
            "content": {"application/json": {"schema": {"$ref": f"{REF}Kept"}}},
        },
        "404": {"description": "No such note"},
    },
}
DOCUMENT = {
    "info": {"title": "Notes"},
    "paths": {"/notes": {"post": OPERATION}},
    "components": {
        "schemas": {"Note": SENT, "Kept": GIVEN},
        "securitySchemes": {"token": {"type": "http", "description": "A token"}},
    },
}
POST = ("paths", "/notes", "post")
NOTE = ("components", "schemas", "Note")
KEPT = ("components", "schemas", "Kept")
PAGE = (*POST, "parameters", 0)
GONE = object()
"""Removes the part instead of replacing it."""


def changed(*edits: tuple[tuple[Any, ...], Any]) -> list[str]:
    """Returns the changes that these edits of the document make, the breaking ones with an exclamation mark."""
    after: Any = deepcopy(DOCUMENT)
    for (*way, last), value in edits:
        part = after
        for step in way:
            part = part[step]
        if value is GONE:
            del part[last]
        else:
            part[last] = value
    found = changes(canonical(DOCUMENT), canonical(after))
    return [f"{'!' if change.is_breaking else ''}{change}" for change in found]


@pytest.mark.parametrize(
    ("way", "value", "expected"),
    [
        (("paths", "/notes"), GONE, "!/notes: removed"),
        (POST, GONE, "!/notes post: removed"),
        (("components", "securitySchemes", "token", "type"), "apiKey", "!security schemes: was"),
        ((*POST, "operationId"), "notes.add", '!POST /notes operationId: was "notes.write", is "notes.add"'),
        ((*POST, "security"), [{"token": []}], "!POST /notes token: newly required"),
        ((*POST, "parameters"), [], "!POST /notes parameter query page: removed"),
        ((*PAGE, "required"), True, "!POST /notes parameter query page: newly required"),
        ((*PAGE, "schema", "maximum"), 8, "!POST /notes parameter query page: maximum was 9, is 8"),
        ((*PAGE, "schema", "type"), "string", "!POST /notes parameter query page: no longer takes integer"),
        ((*POST, "requestBody"), GONE, "!POST /notes body: was"),
        ((*POST, "requestBody", "content", "application/json"), GONE, "!POST /notes body as application/json: removed"),
        ((*POST, "responses", "404"), GONE, "!POST /notes answer 404: removed"),
        ((*POST, "responses", "200", "content"), GONE, "!POST /notes answer 200 as application/json: removed"),
        ((*POST, "responses", "200", "headers", "Link"), GONE, "!POST /notes answer 200 header Link: removed"),
        ((*NOTE, "required"), ["title", "kind"], "!POST /notes body.kind: newly required"),
        ((*NOTE, "properties", "kind"), GONE, "!POST /notes body.kind: removed"),
        ((*NOTE, "properties", "title", "maxLength"), 79, "!POST /notes body.title: maxLength was 80, is 79"),
        ((*NOTE, "properties", "title", "minLength"), 2, "!POST /notes body.title: minLength was 1, is 2"),
        ((*NOTE, "properties", "title", "pattern"), "^a", '!POST /notes body.title: pattern was null, is "^a"'),
        ((*NOTE, "properties", "stars", "anyOf", 0, "minimum"), 2, "!POST /notes body.stars: minimum was 1, is 2"),
        ((*NOTE, "properties", "stars", "anyOf", 1), GONE, "!POST /notes body.stars: no longer takes null"),
        ((*NOTE, "properties", "kind", "enum"), ["A"], '!POST /notes body.kind value "B": removed'),
        ((*NOTE, "properties", "title", "enum"), ["A"], '!POST /notes body.title: only ["A"]'),
        ((*NOTE, "properties", "tags", "maxItems"), 2, "!POST /notes body.tags: maxItems was 3, is 2"),
        ((*NOTE, "properties", "tags", "items", "maxLength"), 9, "!POST /notes body.tags[]: maxLength was null, is 9"),
        ((*NOTE, "properties", "extra", "type"), "string", "!POST /notes body.extra: no longer takes number"),
        ((*KEPT, "properties", "id"), GONE, "!POST /notes answer 200.id: removed"),
        ((*KEPT, "properties", "id", "type"), "integer", "!POST /notes answer 200.id: may be integer"),
        ((*KEPT, "properties", "id", "type"), ["string", "null"], "!POST /notes answer 200.id: may be null"),
        ((*KEPT, "properties", "id", "format"), GONE, '!POST /notes answer 200.id: format was "uuid", is null'),
        ((*KEPT, "properties", "stars", "maximum"), 6, "!POST /notes answer 200.stars: maximum was 5, is 6"),
        ((*KEPT, "properties", "kind", "enum"), ["A"], '!POST /notes answer 200.kind value "B": removed'),
        ((*KEPT, "properties", "kind", "enum"), GONE, "!POST /notes answer 200.kind: takes any value"),
        ((*KEPT, "required"), ["id", "kind"], "!POST /notes answer 200.inner: no longer always there"),
    ],
)
def test_a_change_after_which_a_client_may_fail_is_named(way: tuple[Any, ...], value: Any, expected: str) -> None:
    breaking = [change for change in changed((way, value)) if change.startswith("!")]
    assert len(breaking) == 1
    assert breaking[0].startswith(expected)


@pytest.mark.parametrize(
    ("way", "value", "expected"),
    [
        (("paths", "/more"), {}, "/more: added"),
        (("paths", "/notes", "get"), OPERATION, "/notes get: added"),
        (("components", "schemas", "More"), {"type": "string"}, "schema More: added"),
        ((*PAGE, "schema", "maximum"), 10, "POST /notes parameter query page: maximum was 9, is 10"),
        ((*PAGE, "schema", "maximum"), GONE, "POST /notes parameter query page: maximum was 9, is null"),
        ((*POST, "requestBody", "required"), False, "POST /notes body: no longer required"),
        ((*POST, "responses", "409"), {"description": "Twice"}, "POST /notes answer 409: added"),
        ((*NOTE, "required"), [], "POST /notes body.title: no longer required"),
        ((*NOTE, "properties", "more"), {"type": "string"}, "POST /notes body.more: added"),
        ((*NOTE, "properties", "kind", "enum"), ["A", "B", "C"], 'POST /notes body.kind value "C": added'),
        ((*NOTE, "properties", "kind"), {"type": "string"}, "POST /notes body.kind: takes any value"),
        (
            (*NOTE, "properties", "extra", "type"),
            ["string", "number", "null"],
            "POST /notes body.extra: takes null",
        ),
        ((*KEPT, "properties", "more"), {"type": "string"}, "POST /notes answer 200.more: added"),
        ((*KEPT, "properties", "stars", "maximum"), 4, "POST /notes answer 200.stars: maximum was 5, is 4"),
        ((*KEPT, "properties", "inner"), {"$ref": f"{REF}Kept"}, "POST /notes answer 200.inner: is never null now"),
        ((*KEPT, "required"), ["id", "kind", "inner", "stars"], "POST /notes answer 200.stars: always there"),
    ],
)
def test_an_addition_breaks_nothing_and_is_named(way: tuple[Any, ...], value: Any, expected: str) -> None:
    assert changed((way, value)) == [expected]


def test_a_schema_that_changes_its_name_breaks_generated_clients() -> None:
    content = (*POST, "requestBody", "content", "application/json", "schema", "$ref")
    edits = (("components", "schemas", "New"), SENT), (NOTE, GONE), (content, f"{REF}New")
    assert changed(*edits) == ["!schema Note: removed", "schema New: added"]


def test_a_new_parameter_breaks_clients_only_where_it_is_required() -> None:
    more = {"name": "more", "in": "query", "schema": {"type": "string"}}
    place = "POST /notes parameter query more"
    assert changed(((*POST, "parameters"), [*OPERATION["parameters"], more])) == [f"{place}: added"]
    needed = {**more, "required": True}
    assert changed(((*POST, "parameters"), [*OPERATION["parameters"], needed])) == [f"!{place}: added and required"]


def test_a_new_field_breaks_clients_where_it_is_required() -> None:
    edits = ((*NOTE, "properties", "more"), {"type": "string"}), ((*NOTE, "required"), ["title", "more"])
    assert changed(*edits) == ["!POST /notes body.more: added and required"]


def test_prose_may_change_freely() -> None:
    edits = (
        ((*POST, "summary"), "Write"),
        ((*POST, "responses", "404", "description"), "None"),
        ((*NOTE, "title"), "Note of a person"),
        ((*NOTE, "properties", "title", "description"), "The name"),
        (("info", "title"), "All notes"),
    )
    assert changed(*edits) == []


def test_the_same_promise_in_another_form_is_no_break() -> None:
    written_out = {"type": "object", **{key: GIVEN[key] for key in ("required", "properties")}}
    way = (*POST, "responses", "200", "content", "application/json", "schema")
    assert changed((way, written_out)) == ["document: says the same in another way"]


def test_the_text_has_a_line_for_each_operation_and_schema() -> None:
    lines = text_of(canonical(DOCUMENT)).splitlines()
    assert [line.partition(":")[0] for line in lines if '"type"' in line] == ['"Kept"', '"Note"', '"token"', '"post"']
