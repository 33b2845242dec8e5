"""The shapes of API v1: the required keys of each response and their JSON types, by route."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

TABLE = Path(__file__).parent / "data" / "v1_shapes.json"
API = "/api/v1"
BASE, MAYBE = "...", "?"
"""Keys of a shape that are no keys of the response: the shape that it extends, and whether null is allowed."""
TYPES: Mapping[str, tuple[type, ...]] = {"str": (str,), "num": (int, float), "bool": (bool,)}
Shape = Any
"""The name of a plain type, a dict of the keys of an object, or a list with the shape of its items."""


class ShapeMismatch(AssertionError):
    """A response differs from the table."""


@frozen
class Row:
    """The status and the shape of one route's response; the shape None is a response without a body.

    `instead` has the shapes of other responses with the same status, each of which has the first key of its shape.
    """

    route: str
    status: int
    shape: Shape
    instead: tuple[Mapping[str, Shape], ...] = ()

    @property
    def pattern(self) -> str:
        """Matches the method and the path of a request to this route."""
        return re.sub(r"\\{\w+\\}", "[^/]+", re.escape(self.route))


@cache
def rows() -> Mapping[str, Row]:
    """Returns the rows of the table by route."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    return {
        route: Row(
            route,
            row["status"],
            _written_out(row["keys"], table["shapes"]),
            tuple(_written_out(other, table["shapes"]) for other in row.get("instead", [])),
        )
        for route, row in table["routes"].items()
    }


@cache
def row_of(method: str, path: str) -> Row | None:
    """Returns the row of a request; of two matching routes, the one with fewer parameters."""
    place = f"{method} {path.removeprefix(API).rstrip('/')}"
    fitting = [row for row in rows().values() if re.fullmatch(row.pattern, place)]
    return min(fitting, key=lambda row: row.route.count("{"), default=None)


def hold(method: str, path: str, status: int, content: bytes) -> frozenset[str]:
    """Compares a successful response with its row, and returns the places of its objects. Raises: Misshapen"""
    row = row_of(method, path)
    if row is None:
        raise ShapeMismatch(f"{method} {path} has no row in {TABLE.name}")
    if status != row.status:
        raise ShapeMismatch(f"{row.route} answers {status} instead of {row.status}")
    if row.shape is None:
        return frozenset({row.route})
    value = json.loads(content)
    shape = next((other for other in row.instead if next(iter(other)) in value), row.shape)
    return frozenset({row.route, *_held(shape, value, row.route)})


def places(shape: Shape, place: str) -> Iterator[str]:
    """Yields every object in a shape by its path; lists of plain values may be empty."""
    if isinstance(shape, dict):
        yield place
        for key, part in keys_of(shape):
            yield from places(part, f"{place}.{key}")
    elif isinstance(shape, list):
        yield from places(shape[0], f"{place}[]")


def keys_of(shape: Mapping[str, Shape]) -> Iterator[tuple[str, Shape]]:
    """Returns the keys of a response in the shape of an object."""
    return ((key, part) for key, part in shape.items() if key != MAYBE)


def may_be_null(shape: Shape) -> bool:
    if isinstance(shape, dict):
        return MAYBE in shape
    return isinstance(shape, str) and shape.endswith(MAYBE)


def _held(shape: Shape, value: Any, place: str) -> Iterator[str]:
    if value is None:
        if not may_be_null(shape):
            raise ShapeMismatch(f"{place} is null")
    elif isinstance(shape, dict):
        yield place
        yield from _held_object(shape, value, place)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise ShapeMismatch(f"{place} is no list")
        for item in value:
            yield from _held(shape[0], item, f"{place}[]")
    elif not _is_of(shape.removesuffix(MAYBE), value):
        raise ShapeMismatch(f"{place} is {value!r}, not {shape}")


def _held_object(shape: Mapping[str, Shape], value: Any, place: str) -> Iterator[str]:
    if not isinstance(value, dict):
        raise ShapeMismatch(f"{place} is no object")
    missing = [key for key, _ in keys_of(shape) if key not in value]
    if missing:
        raise ShapeMismatch(f"{place} lacks {', '.join(missing)}")
    for key, part in keys_of(shape):
        yield from _held(part, value[key], f"{place}.{key}")


def _is_of(word: str, value: Any) -> bool:
    return word == "any" or (isinstance(value, TYPES[word]) and isinstance(value, bool) is (word == "bool"))


def _written_out(shape: Shape, named: Mapping[str, Shape]) -> Shape:
    """Returns the shape with all references resolved."""
    if isinstance(shape, str) and shape.startswith("@"):
        found = _written_out(named[shape.strip("@?")], named)
        return {**found, MAYBE: True} if shape.endswith(MAYBE) else found
    if isinstance(shape, list):
        return [_written_out(shape[0], named)]
    if isinstance(shape, dict):
        base = _written_out(named[shape[BASE]], named) if BASE in shape else {}
        own = {key: _written_out(part, named) for key, part in shape.items() if key != BASE}
        return {**base, **own}
    return shape
