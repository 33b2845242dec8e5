"""Inputs of use cases and queries, checked against the limits that their fields declare.

A field declares a limit in its type: `bio: Annotated[str | None, BIO]`. A field of a type with unlimited values (text,
numbers, lists, dates, money) must declare one.
"""

from collections.abc import Iterable, Iterator
from datetime import time
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import attrs
from attrs import frozen

from hushroom_domain.shared.errors import FieldProblem, raise_for_fields
from hushroom_domain.shared.limits import Items, Limit
from hushroom_domain.shared.money import Money

MOST_PROBLEMS = 100
"""Number of problems after which the check of a list stops."""


class Unchanged:
    """The type of `UNCHANGED`."""


UNCHANGED = Unchanged()
"""Marks a field that a change leaves as it is."""


@frozen
class Named:
    """Sets the name of a field in error messages; the default is the attribute's name in camel case."""

    name: str


@frozen
class DeclaredInput:
    """The parent of inputs that a use case validates, together with checks that need the time or a port."""

    def validate(self, *further: FieldProblem | None) -> None:
        """Checks all fields and adds the `further` problems. Raises: ValidationFailed."""
        found: list[FieldProblem] = []
        _find(found, self)
        raise_for_fields(*found, *self.conflicts(), *further)

    def conflicts(self) -> Iterable[FieldProblem | None]:
        """Returns the problems of fields that contradict each other."""
        return ()


@frozen
class ValidatedInput(DeclaredInput):
    """The parent of inputs that check themselves when they are created. Raises: ValidationFailed."""

    def __attrs_post_init__(self) -> None:
        self.validate()


_BOUNDED = (bool, UUID, Enum, time, NoneType, Unchanged, DeclaredInput)
"""Types whose values need no limit."""


@frozen
class _Field:
    name: str
    path: str
    limits: tuple[Limit, ...]
    is_optional: bool


def changes_of(command: DeclaredInput, *without: str) -> dict[str, Any]:
    """Returns the values of a command by field name, without `UNCHANGED` ones and without the fields `without`."""
    values = ((field.name, getattr(command, field.name)) for field in attrs.fields(type(command)))
    return {name: value for name, value in values if value is not UNCHANGED and name not in without}


def _find(found: list[FieldProblem], part: Any, path: str = "") -> None:
    """Adds the problems of all fields of an input, or of an object inside an input at this path."""
    kind: Any = type(part)
    for field in plan_of(kind):
        value = getattr(part, field.name)
        if value is not UNCHANGED and not (value is None and field.is_optional):
            _check(found, path + field.path, value, field.limits)


def _check(found: list[FieldProblem], path: str, value: Any, limits: tuple[Limit, ...]) -> None:
    """Adds the problems of one value: at most one, or several for a list or an object with fields."""
    for limit in limits:
        words = limit.wrong(value)
        if words is not None:
            found.append(FieldProblem(path, words))
            return
        if isinstance(limit, Items):
            _check_items(found, path, value, limit)
    if not limits and is_part(type(value)):
        _find(found, value, f"{path}.")


def _check_items(found: list[FieldProblem], path: str, items: Any, limit: Items) -> None:
    each = () if limit.each is None else (limit.each,)
    for position, item in enumerate(items):
        if len(found) >= MOST_PROBLEMS:
            return
        _check(found, f"{path}.{position}", item, each)


def is_part(kind: Any) -> bool:
    """Returns whether the input that holds an object of this type checks its fields; other inputs check themselves."""
    return isinstance(kind, type) and attrs.has(kind) and not issubclass(kind, DeclaredInput | Money)


@cache
def plan_of(kind: Any) -> tuple[_Field, ...]:
    """Returns the fields of a type that have limits, or objects with limits.

    A field of a type with unlimited values must declare a limit; an AssertionError says which one does not.
    """
    found = []
    for name, hint in _hints(kind).items():
        assert not is_endless(hint), f"{kind.__qualname__}.{name} needs a limit"
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        limits = tuple(mark for mark in marks if isinstance(mark, Limit))
        path = next((mark.name for mark in marks if isinstance(mark, Named)), _camel(name))
        if limits or any(map(is_part, _choices(hint))):
            found.append(_Field(name, path, limits, NoneType in _choices(hint)))
    return tuple(found)


def is_endless(hint: Any) -> bool:
    """Returns whether a type has unlimited values and declares no limit."""
    if get_origin(hint) is Annotated:
        bare, *marks = get_args(hint)
        limits = [mark for mark in marks if isinstance(mark, Limit)]
        has_open_items = any(isinstance(limit, Items) and limit.each is None for limit in limits)
        return is_endless(bare) if not limits else has_open_items and any(map(is_endless, _items(bare)))
    if get_origin(hint) in {Union, UnionType}:
        return any(map(is_endless, get_args(hint)))
    if isinstance(hint, NewType):
        return is_endless(hint.__supertype__)
    if is_part(hint):
        return any(map(is_endless, _hints(hint).values()))
    return not (isinstance(hint, type) and issubclass(hint, _BOUNDED))


def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {attribute.name: hints[attribute.name] for attribute in attrs.fields(kind)}


def _items(hint: Any) -> Iterator[Any]:
    """Yields the item types of a list type, also of an optional one."""
    for choice in _choices(hint):
        yield from (item for item in get_args(choice) if item is not Ellipsis)


def _choices(hint: Any) -> tuple[Any, ...]:
    if get_origin(hint) is Annotated:
        return _choices(get_args(hint)[0])
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
