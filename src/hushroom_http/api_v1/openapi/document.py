"""The served OpenAPI document: the framework's document with exact schemas and examples."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

from hushroom_http.api_v1.companions.reviewed_responses import ApplicationAnswer, CompanionWithUser
from hushroom_http.api_v1.errors import Problem
from hushroom_http.api_v1.response_page import PageAnswer
from hushroom_http.api_v1.response_shape import Answer
from hushroom_http.inputs.request_bodies import Body

REF = "#/components/schemas/"
METHODS = ("get", "post", "put", "patch", "delete")
DONE = {"200": "Done", "201": "Done", "204": "Done; there is nothing to say"}
JSON = "application/json"
PUBLISHED = {
    "CompanionMode": "Mode",
    "CompanionTier": "Tier",
    "CompanionWithUser[CompanionUserAnswer]": "ApplicationAnswer",
    "CompanionWithUser[ContactAnswer]": "KnownPartnerAnswer",
    "CompanionWithUser[PersonAnswer]": "PartnerAnswer",
    "DriftSeverity": "Severity",
    "ReportStatus": "ModerationStatus",
    "UserRole": "Role",
}
"""The schema name of each class that is published under another name: generated clients carry it."""
PARENTS = (PageAnswer, CompanionWithUser)
"""The classes of answers that are published only by the answers that derive from them or fill in their parameter."""
LISTED = (ApplicationAnswer,)
"""The generic answers that no other answer contains."""
NOISE = ("deprecated", "allowEmptyValue", "allowReserved")
EXAMPLES = {
    "boolean": True,
    "integer": 3,
    "number": 0.5,
    "object": {},
    "null": None,
    "string": "text",
    "uuid": "0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a01",
    "date-time": "2026-01-31T09:30:00Z",
}


class Document(JsonRenderPlugin):
    """Serves the refined document."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Returns the document as JSON."""
        return self.render_json(request, refined(openapi_schema))


def refined(document: dict[str, Any]) -> dict[str, Any]:
    """Returns the framework's document with exact schemas; a second call changes nothing."""
    document = _named_apart(document)
    # The framework makes the schemas of enums that only parameters use.
    components = {**document["components"], "schemas": {**document["components"]["schemas"], **schemas()}}
    paths = {path: _item(item, components["schemas"]) for path, item in document["paths"].items()}
    return {**document, "paths": paths, "components": components}


def _named_apart(document: dict[str, Any]) -> dict[str, Any]:
    """Returns the document with a name and a title of its own for each schema; the framework's names may be alike.

    Generators of clients make a class for each title, and drop schemas with the same title as another one.
    """
    found = document["components"]["schemas"]
    names = {name: _own_name(name, schema) for name, schema in found.items()}
    named = {**document, "components": {**document["components"], "schemas": _renamed(found, names)}}
    return {name: _leading_to(part, _moved(names)) for name, part in named.items()}


def _renamed(found: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Returns the schemas under their published names, which are their titles too."""
    published = {name: PUBLISHED.get(new, new) for name, new in names.items()}
    assert len(set(published.values())) == len(published), "two schemas have one name"
    return {published[name]: {**schema, "title": published[name]} for name, schema in found.items()}


def _moved(names: Mapping[str, str]) -> dict[str, str]:
    """Returns the new reference to each schema whose name differs from the published one."""
    published = {name: PUBLISHED.get(new, new) for name, new in names.items()}
    return {REF + old: REF + new for old, new in published.items() if old != new}


def _own_name(name: str, schema: dict[str, Any]) -> str:
    """Returns the name of a class, with its argument if it is generic, or with its feature if the name is ambiguous."""
    title = str(schema.get("title"))
    return title if title == name or "[" in title else _of_feature(name)


def _of_feature(name: str) -> str:
    """Returns the feature and the class of a qualified name: `SessionSlot` of `sessions_model_Slot`."""
    feature, _, kind = name.replace("_", " ", 1).replace("_", ".").partition(" ")
    return feature.removesuffix("s").title() + kind.rpartition(".")[2]


def _leading_to(part: Any, moved: dict[str, str]) -> Any:
    """Returns the part with references to the published names."""
    if isinstance(part, list):
        return [_leading_to(item, moved) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        name: moved.get(value, value) if name == "$ref" else _leading_to(value, moved) for name, value in part.items()
    }


def schemas() -> dict[str, Any]:
    """Returns the schemas of all bodies, responses and problems, because the framework's lack some limits."""
    kinds = [*_descendants(Body), *_descendants(Answer), *LISTED, Problem]
    _, found = msgspec.json.schema_components(kinds, ref_template=REF + "{name}")
    names = {name: str(schema["title"]) for name, schema in found.items()}
    moved = _moved(names)
    return {name: _leading_to(schema, moved) for name, schema in sorted(_renamed(found, names).items())}


def example(schema: dict[str, Any], named: dict[str, Any]) -> Any:
    """Returns a value that fits the schema."""
    if "$ref" in schema:
        return example(named[schema["$ref"].removeprefix(REF)], named)
    for key in ("examples", "enum", "anyOf", "oneOf"):
        if schema.get(key):
            first = schema[key][0]
            return example(first, named) if key.endswith("Of") else first
    if schema.get("type") == "array":
        return [example(schema["items"], named)]
    if "properties" in schema:
        return {name: example(part, named) for name, part in schema["properties"].items()}
    if "minimum" in schema:
        return schema["minimum"]
    return EXAMPLES[schema.get("format") or schema.get("type", "null")]


def _descendants(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for child in kind.__subclasses__():
        if not child.__name__.startswith("_") and child not in PARENTS:
            yield child
        yield from _descendants(child)


def _item(item: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    return {key: _operation(value, named) if key in METHODS else value for key, value in item.items()}


def _operation(operation: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    responses = {
        status: {**response, "description": DONE.get(status, response["description"])}
        for status, response in operation["responses"].items()
    }
    parameters = [_without_noise(parameter) for parameter in operation.get("parameters") or []]
    after = {**_without_noise(operation), "responses": responses, "parameters": parameters}
    if JSON in (operation.get("requestBody") or {}).get("content", {}):
        content = operation["requestBody"]["content"][JSON]
        shown = {**content, "example": example(content["schema"], named)}
        after["requestBody"] = {**operation["requestBody"], "content": {JSON: shown}}
    return after


def _without_noise(part: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in NOISE}
