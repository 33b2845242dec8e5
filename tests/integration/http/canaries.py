"""A world whose people write an unmistakable text into every free field of every request."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import count
from typing import Any

import httpx
from attrs import define, field

from tests.integration.http.stored_document import current
from tests.integration.http.world import Person, World

BASE_PATH = "/api/v1"
MARK = "Zyqxv"
"""The beginning of every unmistakable text."""
AGENT = f"{MARK}Agent/1.0"
SECRETS = frozenset({
    "password", "currentPassword", "newPassword", "token", "refreshToken", "deviceToken", "challenge", "code",
    "recoveryCode", "attempt", "paymentMethodId", "email", "endpoint",
    "provider", "state", "iss", "error", "user", "credential",
})  # fmt: skip
"""Texts that must be right, because the request fails with any other one."""
SEARCHED = frozenset({"expertiseTag", "language"})
"""Texts by which a request looks for something."""
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
Place = tuple[str, ...]
"""The names and positions that lead to a value of a body."""


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = current()
    return found


def schema_of(method: str, path: str) -> Mapping[str, Any] | None:
    """Returns the schema of the body of a request; None when the operation has none or is unknown."""
    plain = path.partition("?")[0]
    for template, operations in document()["paths"].items():
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template.removeprefix(BASE_PATH))
        if re.fullmatch(pattern, plain) and method.lower() in operations:
            body = operations[method.lower()].get("requestBody", {})
            found: Mapping[str, Any] | None = body.get("content", {}).get("application/json", {}).get("schema")
            return found
    return None


def free_texts(value: Any, schema: Mapping[str, Any], place: Place = ()) -> Iterator[Place]:
    """Yields the places of the texts in a body that may be any text."""
    for one in variants(schema):
        if isinstance(value, dict) and "properties" in one:
            for name, part in value.items():
                if name in one["properties"] and name not in SECRETS:
                    yield from free_texts(part, one["properties"][name], (*place, name))
        elif isinstance(value, list) and "items" in one:
            for number, part in enumerate(value):
                yield from free_texts(part, one["items"], (*place, str(number)))
        elif isinstance(value, str) and is_free(one):
            yield place


def variants(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yields the schemas of which one fits, without references."""
    if "$ref" in schema:
        yield from variants(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    elif options := schema.get("anyOf", schema.get("oneOf")):
        for one in options:
            yield from variants(one)
    else:
        yield schema


def missing(body: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """Returns the names of the free texts that a body could have and does not have."""
    properties = {name: part for one in variants(schema) for name, part in one.get("properties", {}).items()}
    left_out = SECRETS | SEARCHED | body.keys()
    return [name for name, part in properties.items() if name not in left_out and any(map(is_free, variants(part)))]


def is_at(field_name: str, place: Place) -> bool:
    """Returns whether the field of a refusal, such as `rules[0].topics`, is at a place or around it."""
    parts = tuple(re.findall(r"[^.\[\]]+", field_name))
    return place[: len(parts)] == parts


def is_free(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "string" and not {"enum", "const", "format", "pattern"} & schema.keys()


def replaced(value: Any, texts: Mapping[Place, str], place: Place = ()) -> Any:
    """Returns a body with other texts at these places."""
    if isinstance(value, dict):
        return {name: replaced(part, texts, (*place, name)) for name, part in value.items()}
    if isinstance(value, list):
        return [replaced(part, texts, (*place, str(number))) for number, part in enumerate(value)]
    return texts.get(place, value)


@define(repr=False)
class CanaryWorld(World):
    """Replaces the free texts of each request of the watched people; a refused text gives way to the one before."""

    watched: frozenset[str] = field(default=frozenset())
    """The addresses of the people."""
    sung: dict[str, str] = field(factory=dict)
    """The texts that were accepted, with the operation and the field."""
    _numbers: Iterator[int] = field(factory=lambda: count(1))

    async def ask(self, method: str, path: str, by: Person | None = None, **request: Any) -> httpx.Response:
        body = request.get("json")
        is_watched = by is not None and by.email in self.watched
        if is_watched:
            request["headers"] = {"user-agent": AGENT, **request.get("headers", {})}
        schema = schema_of(method, path) if body is None or isinstance(body, dict) else None
        is_step = "challenge" in (body or {})  # of a sign-in, which a refused text would end
        if schema is None or is_step or not (is_watched or (body or {}).get("email") in self.watched):
            return await super().ask(method, path, by, **request)
        whole = {**dict.fromkeys(missing(body or {}, schema), ""), **(body or {})}
        texts = {place: f"{MARK}{next(self._numbers):06d}x" for place in free_texts(whole, schema)}
        answer = await super().ask(method, path, by, **{**request, "json": replaced(whole, texts)})
        while texts and answer.status_code == httpx.codes.BAD_REQUEST:
            refused = {one["field"] for one in answer.json()["details"] or ()}
            left = {place: text for place, text in texts.items() if not any(is_at(one, place) for one in refused)}
            texts = left if len(left) < len(texts) else {}
            kept = {name: value for name, value in whole.items() if name in (body or {}) or (name,) in texts}
            answer = await super().ask(method, path, by, **{**request, "json": replaced(kept, texts) or body})
        operation = ID.sub("{id}", path.partition("?")[0])
        self.sung |= {text: f"{method} {operation} {place[0]}" for place, text in texts.items()}
        return answer
