"""Decodes JSON into a struct in one fast step, and collects all invalid fields only if that fails."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain, islice
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from attrs import frozen
from msgspec import UNSET, Struct, UnsetType

from hushroom_domain.shared.errors import FieldProblem, ValidationFailed
from hushroom_http.inputs.error_messages import expectation, most_items

Step = Callable[[Any], Any]

MOST_PROBLEMS = 100
NAME_SHOWN = 100
SHOWN_IN_MESSAGE = 5


class NotJson(ValidationFailed):
    code = "request.not_json"
    message = "The body must be JSON in UTF-8"


class Unfit(Exception):
    """A value of the right type is not allowed; the text follows the field's name."""


class Body(Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """The parent of every request body."""


class OpenBody(Body, forbid_unknown_fields=False):
    """The parent of objects that browsers build, to which their next version may add fields; those are ignored."""


class Nothing(Body):
    """The body of a route without fields."""


@frozen
class Refine:
    """Marks a field's type with a `step` that returns the final value or raises `Unfit`."""

    step: Step


def read(kind: type[Body], raw: bytes) -> Body:
    """Returns the body in `raw`. Raises: NotJson, ValidationFailed with all invalid fields."""
    try:
        body: Body = _decoder(kind).decode(raw)
        return _refined(body)
    except (msgspec.ValidationError, Unfit) as error:
        return _read_again(kind, parse(raw), error)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJson from error


def _read_again(kind: type[Body], value: Any, error: Exception) -> Body:
    """Returns the body in plain data; 30.0 counts as the integer 30. Raises: ValidationFailed."""
    value = _with_integers(kind, value)
    found = tuple(islice(problems(kind, value), MOST_PROBLEMS))
    if found:
        raise refused(found) from error
    body: Body = msgspec.convert(value, kind)
    return _refined(body)


def _with_integers(annotation: Any, value: Any) -> Any:
    """Returns the value with an integer for each whole number, wherever its type wants one (as JSON Schema does)."""
    bare = _bare(annotation)
    if isinstance(value, float):
        return int(value) if value.is_integer() and int in (bare, *_choices(bare)) else value
    if isinstance(value, list) and get_origin(bare) is list:
        return [_with_integers(get_args(bare)[0], item) for item in value]
    if isinstance(value, dict) and _is_body(bare):
        kinds = {field.encode_name: field.type for field in msgspec.structs.fields(bare)}
        return {name: _with_integers(kinds.get(name), part) for name, part in value.items()}
    return value


def changes_in(body: Body) -> dict[str, Any]:
    """Returns the fields that a PATCH sets, by their names in the domain."""
    return {name: value for name, value in msgspec.structs.asdict(body).items() if value is not UNSET}


def refused(found: tuple[FieldProblem, ...]) -> ValidationFailed:
    """Returns the error that names these fields."""
    assert found, "what was refused has something wrong with it"
    listed = "; ".join(f"{problem.field}: {problem.message}" for problem in found[:SHOWN_IN_MESSAGE])
    return ValidationFailed(listed, problems=found)


def parse(raw: bytes) -> Any:
    """Returns plain data out of JSON. Raises: NotJson."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotJson from error


def problems(kind: type[Body], value: Any, path: str = "") -> Iterator[FieldProblem]:
    """Yields the problems of `value` as a body of this kind; `path` leads to `value`."""
    if not isinstance(value, dict):
        yield FieldProblem(path or "body", "must be an object")
        return
    prefix = f"{path}." if path else ""
    fields = msgspec.structs.fields(kind)
    for field in fields:
        if field.encode_name in value:
            yield from _wrong(field.type, value[field.encode_name], prefix + field.encode_name)
        elif field.required:
            yield FieldProblem(prefix + field.encode_name, "is required")
    known = {field.encode_name for field in fields}
    for name in () if issubclass(kind, OpenBody) else value:
        if name not in known:
            yield FieldProblem(prefix + name[:NAME_SHOWN], "is not a known field")


def _wrong(annotation: Any, value: Any, path: str) -> Iterator[FieldProblem]:
    annotation = _meant(annotation, value)
    bare = _bare(annotation)
    if isinstance(value, list) and get_origin(bare) is list:
        if len(value) > most_items(annotation):
            yield FieldProblem(path, expectation(annotation))
            return
        items = (_wrong(get_args(bare)[0], item, f"{path}.{position}") for position, item in enumerate(value))
        inside = tuple(islice(chain.from_iterable(items), MOST_PROBLEMS))
        if inside:
            yield from inside
            return
    if isinstance(value, dict) and _is_body(bare):
        yield from problems(bare, value, path)
        return
    try:
        converted = msgspec.convert(value, annotation)
        (step_of(annotation) or _as_is)(converted)
    except msgspec.ValidationError:
        yield FieldProblem(path, expectation(annotation))
    except Unfit as unfit:
        yield FieldProblem(path, str(unfit))


def _as_is(value: Any) -> Any:
    return value


def _bare(annotation: Any) -> Any:
    """Returns the type without marks, null and `UNSET`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    choices = _choices(annotation)
    return _bare(choices[0]) if len(choices) == 1 else annotation


def _choices(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) not in {Union, UnionType}:
        return ()
    return tuple(choice for choice in get_args(annotation) if choice not in {type(None), UnsetType})


def _meant(annotation: Any, value: Any) -> Any:
    """Returns the member of a union for a JSON value: the body for an object, the text for a string."""
    choices = _choices(annotation)
    if len(choices) > 1 and isinstance(value, dict | str):
        return next(choice for choice in choices if _is_body(_bare(choice)) is isinstance(value, dict))
    return annotation


def _is_body(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Body)


@cache
def _decoder(kind: type[Body]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


@cache
def _plan(kind: type[Body]) -> tuple[tuple[str, Step], ...]:
    """Returns the fields of a body with a step, and the step of each."""
    steps = ((field.name, step_of(field.type)) for field in msgspec.structs.fields(kind))
    return tuple((name, step) for name, step in steps if step is not None)


def _refined(body: Body) -> Body:
    for name, step in _plan(type(body)):
        setattr(body, name, step(getattr(body, name)))
    return body


def step_of(annotation: Any) -> Step | None:
    """Returns the combined step of the marks on a type; None without marks."""
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        return _in_turn(step_of(inner), *(mark.step for mark in marks if isinstance(mark, Refine)))
    if _is_body(annotation):
        return _refined
    if get_origin(annotation) is list:
        return _for_each(step_of(get_args(annotation)[0]))
    choices = _choices(annotation)
    if len(choices) > 1:
        return _words_or_body(step_of(next(choice for choice in choices if not _is_body(_bare(choice)))))
    return _unless_absent(step_of(choices[0])) if choices else None


def _words_or_body(of_words: Step | None) -> Step:
    return lambda value: _refined(value) if isinstance(value, Body) else (of_words or _as_is)(value)


def _in_turn(*steps: Step | None) -> Step | None:
    present = [step for step in steps if step is not None]
    if len(present) <= 1:
        return present[0] if present else None

    def all_of_them(value: Any) -> Any:
        for step in present:
            value = step(value)
        return value

    return all_of_them


def _for_each(step: Step | None) -> Step | None:
    return None if step is None else lambda values: [step(value) for value in values]


def _unless_absent(step: Step | None) -> Step | None:
    return None if step is None else lambda value: value if value is None or value is UNSET else step(value)
