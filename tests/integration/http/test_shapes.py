"""The responses of every route, and the OpenAPI document, have the keys and types of the table of shapes.

Every successful response of all tests in this folder is compared with the table; this module checks that the table is
complete.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from hushroom_http.api_v1.openapi.document import REF, refined
from tests.integration.http.every_route import everything
from tests.integration.http.routes import PREFIX, handlers
from tests.integration.http.shapes import Shape, ShapeMismatch, hold, keys_of, may_be_null, places, rows
from tests.integration.http.world import World, http_settings, web

ROUTES = [f"{method} {path.rstrip('/')}" for method, path in handlers()]
JSON_TYPES = {"str": {"string"}, "num": {"number", "integer"}, "bool": {"boolean"}}
NEVER = {"POST /companions/register.availability[]"}
"""Lists that are always empty: a new profile has no hours."""
ANYTHING = {"string", "number", "integer", "boolean", "object", "array"}


def test_every_route_has_a_row() -> None:
    assert sorted(rows()) == sorted(ROUTES)


async def test_every_answer_has_its_shape_with_all_its_relations(world: World) -> None:
    await everything(world)
    expected = {place for row in rows().values() for place in (row.route, *places(row.shape, row.route))} - NEVER
    assert sorted(expected - world.shown) == []


@pytest.mark.parametrize("route", ROUTES)
def test_the_document_names_every_key_with_its_type(route: str) -> None:
    method, _, path = route.partition(" ")
    row = rows()[route]
    answer = document()["paths"][f"{PREFIX}{path}"][method.lower()]["responses"][str(row.status)]
    if row.shape is None:
        assert "content" not in answer
        return
    schema = answer["content"]["application/json"]["schema"]
    for shape in (row.shape, *row.instead):
        assert list(differences(shape, schema, document()["components"]["schemas"], route)) == []


@cache
def document() -> dict[str, Any]:
    return refined(web(http_settings()).openapi_schema.to_schema())


def differences(shape: Shape, schema: Any, named: dict[str, Any], place: str) -> Iterator[str]:
    """Returns the places where a schema promises less than the shape, or something else."""
    options = list(choices(schema, named))
    if any(option.get("type") == "null" for option in options) and not may_be_null(shape):
        yield f"{place} may be null"
    options = [option for option in options if option.get("type") != "null"]
    if isinstance(shape, str):
        wrong = {option.get("type", "any") for option in options} - JSON_TYPES.get(shape.strip("?"), ANYTHING)
        if wrong:
            yield f"{place} is {wrong}, not {shape}"
        return
    (option,) = [one for one in options if len(options) == 1 or next(iter(shape)) in one["properties"]]
    if isinstance(shape, list):
        yield from differences(shape[0], option["items"], named, f"{place}[]")
        return
    for key, part in keys_of(shape):
        if key not in option["properties"] or key not in option["required"]:
            yield f"{place} does not promise {key}"
        else:
            yield from differences(part, option["properties"][key], named, f"{place}.{key}")


def choices(schema: dict[str, Any], named: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Returns the plain schemas that a schema stands for; an enum without a type is text."""
    if "$ref" in schema:
        yield from choices(named[schema["$ref"].removeprefix(REF)], named)
    elif "anyOf" in schema or "oneOf" in schema:
        for option in schema.get("anyOf") or schema["oneOf"]:
            yield from choices(option, named)
    elif isinstance(schema.get("type"), list):
        yield from ({**schema, "type": kind} for kind in schema["type"])
    elif "enum" in schema and "type" not in schema:
        yield {**schema, "type": "string"}
    else:
        yield schema


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b'{"accessToken": "a"}', "lacks refreshToken"),
        (b'{"accessToken": "a", "refreshToken": null}', "refreshToken is null"),
        (b'{"accessToken": 1, "refreshToken": "b"}', "accessToken is 1"),
        (b'["a"]', "is no object"),
    ],
)
def test_what_is_missing_null_or_of_another_type_is_found(content: bytes, fault: str) -> None:
    with pytest.raises(ShapeMismatch, match=fault):
        hold("POST", f"{PREFIX}/auth/refresh", 201, content)


def test_another_status_and_an_unknown_route_are_found() -> None:
    with pytest.raises(ShapeMismatch, match="answers 200"):
        hold("POST", f"{PREFIX}/auth/refresh", 200, b"{}")
    with pytest.raises(ShapeMismatch, match="has no row"):
        hold("GET", f"{PREFIX}/nowhere", 200, b"{}")


def test_a_number_is_no_truth_and_a_truth_is_no_number() -> None:
    row = {"total": True, "take": 1, "skip": 0, "data": []}
    for wrong in (row, {**row, "total": 1, "data": {}}):
        with pytest.raises(ShapeMismatch):
            hold("GET", f"{PREFIX}/companions", 200, json.dumps(wrong).encode())
