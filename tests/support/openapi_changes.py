"""Finds what changed between two OpenAPI documents, and which of the changes may break a client.

Names of schemas and operations count, because generated clients carry them; titles, descriptions and examples do not.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

Json = Any
PROSE = ("title", "summary", "description", "examples", "example", "tags")
REF = "#/components/schemas/"
LOWER = ("minimum", "minLength", "minItems")
UPPER = ("maximum", "maxLength", "maxItems")
COMPARED_APART = {*LOWER, *UPPER, "enum", "properties", "required", "items", "additionalProperties"}
LINE_DEPTH = 3


@frozen
class Change:
    """One difference between two documents; `place` leads to it."""

    place: str
    text: str
    is_breaking: bool

    def __str__(self) -> str:
        """Returns the place and the difference."""
        return f"{self.place}: {self.text}"


def canonical(document: Json) -> Json:
    """Returns the parts of a document that clients depend on, without prose."""
    paths = {
        path: {method: _operation(operation) for method, operation in item.items()}
        for path, item in document["paths"].items()
    }
    components = document["components"]
    return {
        "paths": paths,
        "components": {
            "schemas": {name: _schema(schema) for name, schema in components["schemas"].items()},
            "securitySchemes": {name: _without_prose(scheme) for name, scheme in components["securitySchemes"].items()},
        },
    }


def text_of(value: Json, depth: int = LINE_DEPTH) -> str:
    """Returns JSON with sorted keys; objects deeper than `depth` are written on one line."""
    if not depth or not isinstance(value, dict):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    members = (f"{json.dumps(name)}: {text_of(part, depth - 1)}" for name, part in sorted(value.items()))
    return "{\n" + ",\n".join(members) + "\n}"


def changes(before: Json, after: Json) -> list[Change]:
    """Returns the differences between two canonical documents."""
    found = list(_Comparison(before, after).changes())
    if not found and before != after:
        return [Change("document", "says the same in another way", is_breaking=False)]
    return found


def _without_prose(part: Json) -> Json:
    return {name: value for name, value in part.items() if name not in PROSE}


def _operation(operation: Json) -> Json:
    kept = _without_prose(operation)
    parameters = [_with_schema(_without_prose(parameter)) for parameter in operation["parameters"]]
    kept["parameters"] = sorted(parameters, key=lambda one: (one["in"], one["name"]))
    kept["responses"] = {status: _answer(response) for status, response in operation["responses"].items()}
    if "requestBody" in operation:
        kept["requestBody"] = _with_content(_without_prose(operation["requestBody"]))
    return kept


def _answer(response: Json) -> Json:
    kept = _with_content(_without_prose(response))
    if "headers" in kept:
        kept["headers"] = sorted(kept["headers"])
    return kept


def _with_content(part: Json) -> Json:
    if "content" not in part:
        return part
    return {**part, "content": {kind: _with_schema(_without_prose(one)) for kind, one in part["content"].items()}}


def _with_schema(part: Json) -> Json:
    return {**part, "schema": _schema(part["schema"])} if "schema" in part else part


def _schema(schema: Json) -> Json:
    """Returns a schema without prose; properties may have the names of prose."""
    if not isinstance(schema, dict):
        return schema
    kept = _without_prose(schema)
    for name, part in kept.items():
        if name == "properties":
            kept[name] = {key: _schema(one) for key, one in part.items()}
        elif name in {"anyOf", "oneOf"}:
            kept[name] = [_schema(one) for one in part]
        elif name in {"items", "additionalProperties"}:
            kept[name] = _schema(part)
        elif name == "required":
            kept[name] = sorted(part)
    return kept


@define
class _Comparison:
    """Walks through two documents at once."""

    before: Json
    after: Json
    _seen: set[tuple[str, str, bool]] = field(factory=set)

    def changes(self) -> Iterator[Change]:
        yield from _members("schema ", self.before["components"]["schemas"], self.after["components"]["schemas"])
        schemes = (document["components"]["securitySchemes"] for document in (self.before, self.after))
        yield from _equal("security schemes", *schemes)
        yield from _members("", self.before["paths"], self.after["paths"])
        for path, item in _both(self.before["paths"], self.after["paths"]):
            yield from _members(f"{path} ", *item)
            for method, pair in _both(*item):
                yield from self._operation(f"{method.upper()} {path}", *pair)

    def _operation(self, place: str, before: Json, after: Json) -> Iterator[Change]:
        yield from _equal(f"{place} operationId", before["operationId"], after["operationId"])
        yield from _needed(f"{place} token", is_before="security" in before, is_after="security" in after)
        yield from self._parameters(place, before["parameters"], after["parameters"])
        yield from self._body(f"{place} body", before.get("requestBody"), after.get("requestBody"))
        yield from _members(f"{place} answer ", before["responses"], after["responses"])
        for status, (old, new) in _both(before["responses"], after["responses"]):
            said = f"{place} answer {status}"
            headers = (dict.fromkeys(answer.get("headers", ())) for answer in (old, new))
            yield from _members(f"{said} header ", *headers)
            yield from self._content(said, old, new, is_request=False)

    def _parameters(self, place: str, before: Json, after: Json) -> Iterator[Change]:
        olds, news = ({f"{one['in']} {one['name']}": one for one in given} for given in (before, after))
        yield from _sent(f"{place} parameter ", olds, news, {name for name, one in news.items() if one.get("required")})
        for name, (old, new) in _both(olds, news):
            one = f"{place} parameter {name}"
            yield from _needed(one, is_before=bool(old.get("required")), is_after=bool(new.get("required")))
            yield from self._schema(one, old["schema"], new["schema"], is_request=True)

    def _body(self, place: str, before: Json, after: Json) -> Iterator[Change]:
        if before is None or after is None:
            yield from _equal(place, before, after)
            return
        yield from _needed(place, is_before=bool(before.get("required")), is_after=bool(after.get("required")))
        yield from self._content(place, before, after, is_request=True)

    def _content(self, place: str, before: Json, after: Json, *, is_request: bool) -> Iterator[Change]:
        olds, news = before.get("content", {}), after.get("content", {})
        yield from _members(f"{place} as ", olds, news)
        for _, (old, new) in _both(olds, news):
            yield from self._schema(place, old["schema"], new["schema"], is_request=is_request)

    def _schema(self, place: str, before: Json, after: Json, *, is_request: bool) -> Iterator[Change]:
        olds, news = _options(before, self.before), _options(after, self.after)
        yield from _taken(place, olds, news) if is_request else _given(place, olds, news)
        for _, (old, new) in _both(olds, news):
            yield from self._option(place, old, new, is_request=is_request)

    def _option(self, place: str, before: Json, after: Json, *, is_request: bool) -> Iterator[Change]:
        """Compares two schemas of one type; two objects are compared once, where they are met first."""
        pair = (json.dumps(before), json.dumps(after), is_request)
        if pair in self._seen:
            return
        if "properties" in before:
            self._seen.add(pair)
        yield from _keywords(place, before, after, is_request=is_request)
        yield from _limits(place, before, after, is_request=is_request)
        yield from _enum(place, before.get("enum"), after.get("enum"), is_request=is_request)
        yield from self._properties(place, before, after, is_request=is_request)
        for keyword, step in (("items", "[]"), ("additionalProperties", ".*")):
            old, new = before.get(keyword), after.get(keyword)
            if isinstance(old, dict) and isinstance(new, dict):
                yield from self._schema(place + step, old, new, is_request=is_request)
            else:
                yield from _equal(place + step, old, new)

    def _properties(self, place: str, before: Json, after: Json, *, is_request: bool) -> Iterator[Change]:
        olds, news = before.get("properties", {}), after.get("properties", {})
        old_needs, new_needs = set(before.get("required", ())), set(after.get("required", ()))
        if is_request:
            yield from _sent(f"{place}.", olds, news, new_needs)
        else:
            yield from _members(f"{place}.", olds, news)
        for name, (old, new) in _both(olds, news):
            one, was, is_now = f"{place}.{name}", name in old_needs, name in new_needs
            yield from _needed(one, is_before=was, is_after=is_now) if is_request else _kept(one, was, is_now)
            yield from self._schema(one, old, new, is_request=is_request)


def _both(before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[tuple[str, tuple[Json, Json]]]:
    return ((name, (before[name], after[name])) for name in before if name in after)


def _members(place: str, before: Collection[str], after: Collection[str]) -> Iterator[Change]:
    """Yields the removed members, which break clients, and the added ones, which do not."""
    yield from (Change(place + name, "removed", is_breaking=True) for name in before if name not in after)
    yield from (Change(place + name, "added", is_breaking=False) for name in after if name not in before)


def _sent(place: str, before: Collection[str], after: Collection[str], needed: set[str]) -> Iterator[Change]:
    """Compares what clients send, like `_members`: an addition that they have to send breaks."""
    for change in _members(place, before, after):
        is_needed = not change.is_breaking and change.place.removeprefix(place) in needed
        yield Change(change.place, "added and required", is_breaking=True) if is_needed else change


def _equal(place: str, before: Json, after: Json) -> Iterator[Change]:
    if before != after:
        yield Change(place, f"was {json.dumps(before)}, is {json.dumps(after)}", is_breaking=True)


def _needed(place: str, *, is_before: bool, is_after: bool) -> Iterator[Change]:
    """Compares whether clients have to send it."""
    if is_before != is_after:
        yield Change(place, "newly required" if is_after else "no longer required", is_breaking=is_after)


def _kept(place: str, is_before: bool, is_after: bool) -> Iterator[Change]:
    """Compares whether answers always have it."""
    if is_before != is_after:
        yield Change(place, "always there" if is_after else "no longer always there", is_breaking=is_before)


def _taken(place: str, before: Collection[str], after: Collection[str]) -> Iterator[Change]:
    """Compares the types that clients may send: one less breaks."""
    yield from (Change(place, f"no longer takes {kind}", is_breaking=True) for kind in before if kind not in after)
    yield from (Change(place, f"takes {kind}", is_breaking=False) for kind in after if kind not in before)


def _given(place: str, before: Collection[str], after: Collection[str]) -> Iterator[Change]:
    """Compares the types that answers may have: one more breaks."""
    yield from (Change(place, f"may be {kind}", is_breaking=True) for kind in after if kind not in before)
    yield from (Change(place, f"is never {kind} now", is_breaking=False) for kind in before if kind not in after)


def _keywords(place: str, before: Json, after: Json, *, is_request: bool) -> Iterator[Change]:
    """Compares the keywords that either stay as they are or change what is promised, such as a pattern."""
    for name in sorted((before.keys() | after.keys()) - COMPARED_APART):
        old, new = before.get(name), after.get(name)
        harmless = new is None if is_request else old is None
        if old != new:
            text = f"{name} was {json.dumps(old)}, is {json.dumps(new)}"
            yield Change(place, text, is_breaking=not harmless)


def _limits(place: str, before: Json, after: Json, *, is_request: bool) -> Iterator[Change]:
    for names, narrower in ((LOWER, _is_above), (UPPER, _is_below)):
        for name in names:
            old, new = before.get(name), after.get(name)
            if old != new:
                is_narrower = old is None or (new is not None and narrower(new, old))
                text = f"{name} was {json.dumps(old)}, is {json.dumps(new)}"
                yield Change(place, text, is_breaking=is_narrower is is_request)


def _is_above(one: float, other: float) -> bool:
    return one > other


def _is_below(one: float, other: float) -> bool:
    return one < other


def _enum(place: str, before: list[Json] | None, after: list[Json] | None, *, is_request: bool) -> Iterator[Change]:
    """Compares listed values: one less breaks both ways, because the classes of generated clients lose it."""
    if before is None or after is None:
        if before != after:
            text = "takes any value" if after is None else f"only {json.dumps(after)}"
            yield Change(place, text, is_breaking=(before is None) is is_request)
        return
    olds, news = ([json.dumps(value) for value in given] for given in (before, after))
    yield from _members(f"{place} value ", olds, news)


def _options(schema: Json, document: Json) -> dict[str, Json]:
    """Returns the plain schemas that a schema stands for, by their types."""
    found: dict[str, Json] = {}
    for option in _choices(schema, document):
        name, number = str(option.get("type", "anything")), 1
        while name in found:
            name, number = f"{option['type']} {number + 1}", number + 1
        found[name] = {key: value for key, value in option.items() if key != "type"}
    return found


def _choices(schema: Json, document: Json) -> Iterator[Json]:
    if "$ref" in schema:
        yield from _choices(document["components"]["schemas"][schema["$ref"].removeprefix(REF)], document)
    elif "anyOf" in schema or "oneOf" in schema:
        for option in schema.get("anyOf") or schema["oneOf"]:
            yield from _choices(option, document)
    elif isinstance(schema.get("type"), list):
        yield from ({**schema, "type": kind} for kind in schema["type"])
    elif "type" not in schema and "enum" in schema:
        yield {**schema, "type": "string"}
    else:
        yield schema
