"""Error messages for fields, built from the types of the fields."""

from math import inf
from typing import Any

from msgspec import inspect

from hushroom_domain.shared.limits import A_MOMENT, list_of, number, string_of, whole_number

_PLAIN: dict[type[inspect.Type], str] = {
    inspect.BoolType: "true or false",
    inspect.UUIDType: "a UUID",
    inspect.DateTimeType: A_MOMENT,
    inspect.DictType: "an object",
    inspect.StructType: "an object",
}


def expectation(annotation: Any) -> str:
    """Returns `must be ...` with a description of the type."""
    return f"must be {_words(inspect.type_info(annotation))}"


def most_items(annotation: Any) -> float:
    """Returns the largest length of a list of this type."""
    found = _list_within(inspect.type_info(annotation))
    return inf if found is None or found.max_length is None else found.max_length


def _list_within(kind: inspect.Type) -> inspect.ListType | None:
    if isinstance(kind, inspect.Metadata):
        return _list_within(kind.type)
    if isinstance(kind, inspect.UnionType):
        return next((part for part in map(_list_within, kind.types) if part), None)
    return kind if isinstance(kind, inspect.ListType) else None


def _words(kind: inspect.Type) -> str:  # noqa: PLR0911 - one return for each kind of type
    match kind:
        case inspect.Metadata():
            return _words(kind.type)
        case inspect.UnionType():
            return " or ".join(_words(part) for part in kind.types if not isinstance(part, inspect.NoneType))
        case inspect.EnumType():
            return f"one of {', '.join(str(member.value) for member in kind.cls)}"
        case inspect.StrType():
            # The only pattern of these types refuses NUL characters; other rules have messages of their own.
            without = " without NULs" if kind.pattern else ""
            return string_of(kind.min_length, kind.max_length) + without
        case inspect.ListType() | inspect.VarTupleType():
            return list_of(kind.min_length, kind.max_length)
        case inspect.IntType():
            return whole_number(kind.ge, kind.le)
        case inspect.FloatType():
            return number(kind.ge, kind.le)
        case _:
            return _PLAIN[type(kind)]
