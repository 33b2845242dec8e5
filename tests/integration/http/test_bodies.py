"""Every JSON value is either read into a body or refused with a reason."""

import json
import re
from math import inf
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from hushroom_domain.shared.errors import ValidationFailed
from hushroom_http.inputs.error_messages import most_items
from hushroom_http.inputs.request_bodies import Body, NotJson, problems, read
from tests.integration.http.good_requests import TABLE
from tests.integration.http.test_bad_input import BODIES

NAMES = sorted({name for kind in BODIES.values() for name in kind.__struct_encode_fields__})
WHOLE = re.compile(r"(?<=: )-?\d+(?=[,}])")
"""An integer that is the value of a member."""
KINDS = sorted(set(BODIES.values()), key=lambda kind: kind.__name__)
SCALARS = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20)
JSON = some.recursive(
    SCALARS, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4)
)

# The time to generate data depends on the other load of the machine, not on the code under test.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(kind: type[Body], raw: bytes) -> Body | ValidationFailed | NotJson:
    try:
        return read(kind, raw)
    except (ValidationFailed, NotJson) as refusal:
        return refusal


def check(kind: type[Body], raw: bytes) -> None:
    found = outcome(kind, raw)
    if isinstance(found, NotJson):
        assert not _is_json(raw)
    elif isinstance(found, ValidationFailed):
        assert found.problems
        assert all(problem.message for problem in found.problems)
        assert len({problem.field for problem in found.problems}) == len(found.problems)
    else:
        assert isinstance(found, kind)


def _is_json(raw: bytes) -> bool:
    def never(_: str) -> None:
        raise ValueError

    try:
        json.loads(raw, parse_constant=never).__class__.__name__.encode()
        json.dumps(json.loads(raw), ensure_ascii=False).encode()
    except (ValueError, UnicodeError):
        return False
    return True


@patiently
@given(some.sampled_from(KINDS), some.dictionaries(some.sampled_from(NAMES), JSON, max_size=6))
def test_any_object_is_read_or_refused(kind: type[Body], value: dict[str, Any]) -> None:
    check(kind, json.dumps(value).encode())


@patiently
@given(some.sampled_from(KINDS), JSON)
def test_any_json_is_read_or_refused(kind: type[Body], value: object) -> None:
    check(kind, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@patiently
@given(some.sampled_from(KINDS), some.binary(max_size=60))
def test_any_bytes_are_read_or_refused(kind: type[Body], raw: bytes) -> None:
    check(kind, raw)


@patiently
@given(some.sampled_from(KINDS), some.integers(1, 200), some.sampled_from([b'{"a":', b"[", b'{"rules":[{"a":']))
def test_any_depth_is_read_or_refused(kind: type[Body], depth: int, opening: bytes) -> None:
    check(kind, opening * depth)


def test_the_table_knows_every_kind_of_body() -> None:
    assert {BODIES[route] for route in TABLE} == set(KINDS)


@patiently
@given(
    some.sampled_from(KINDS),
    some.dictionaries(some.sampled_from(NAMES), some.integers(-(2**53), 2**53) | some.integers(1, 5) | JSON),
    some.sampled_from([".0", "e0", ".000"]),
)
def test_an_integer_is_the_same_however_its_number_is_written(
    kind: type[Body], value: dict[str, Any], end: str
) -> None:
    raw = json.dumps(value)
    assert same(outcome(kind, WHOLE.sub(rf"\g<0>{end}", raw).encode()), outcome(kind, raw.encode()))


def same(one: object, other: object) -> bool:
    found = [refusal.problems if isinstance(refusal, ValidationFailed) else refusal for refusal in (one, other)]
    return found[0] == found[1] or all(isinstance(refusal, NotJson) for refusal in found)


def test_of_a_name_that_comes_twice_the_last_value_counts() -> None:
    kind = next(kind for kind in KINDS if kind.__name__ == "Booking")
    assert read(kind, b'{"type": "NAP", "type": "FOCUS"}') == read(kind, b'{"type": "FOCUS"}')


def test_the_items_of_a_list_that_is_too_long_are_not_looked_at() -> None:
    for kind in KINDS:
        for field in msgspec.structs.fields(kind):
            longest = most_items(field.type)
            if longest < inf:
                body = {field.encode_name: [{"unknown": 1}] * (int(longest) + 1)}
                found = [one for one in problems(kind, body) if one.field.startswith(field.encode_name)]
                assert [one.field for one in found] == [field.encode_name]
