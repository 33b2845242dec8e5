"""Whatever JSON is sent, reading it ends in a body or in a refusal that says what is wrong."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from hushroom_http.bodies import Body, InvalidRequest, NotJson, read
from tests.integration.http.good_requests import TABLE
from tests.integration.http.test_bad_input import BODIES

NAMES = sorted({name for kind in BODIES.values() for name in kind.__struct_encode_fields__})
KINDS = sorted(set(BODIES.values()), key=lambda kind: kind.__name__)
SCALARS = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20)
JSON = some.recursive(
    SCALARS, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4)
)

# How long data take to be made says something about this machine's other work, and nothing about reading them.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(kind: type[Body], raw: bytes) -> Body | InvalidRequest | NotJson:
    try:
        return read(kind, raw)
    except (InvalidRequest, NotJson) as refusal:
        return refusal


def check(kind: type[Body], raw: bytes) -> None:
    found = outcome(kind, raw)
    if isinstance(found, NotJson):
        assert not _is_json(raw)
    elif isinstance(found, InvalidRequest):
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
def test_any_object_is_read_or_refused(kind: type[Body], value: dict):
    check(kind, json.dumps(value).encode())


@patiently
@given(some.sampled_from(KINDS), JSON)
def test_any_json_is_read_or_refused(kind: type[Body], value: object):
    check(kind, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@patiently
@given(some.sampled_from(KINDS), some.binary(max_size=60))
def test_any_bytes_are_read_or_refused(kind: type[Body], raw: bytes):
    check(kind, raw)


@patiently
@given(some.sampled_from(KINDS), some.integers(1, 200), some.sampled_from([b'{"a":', b"[", b'{"rules":[{"a":']))
def test_any_depth_is_read_or_refused(kind: type[Body], depth: int, opening: bytes):
    check(kind, opening * depth)


def test_the_table_knows_every_kind_of_body():
    assert {BODIES[route] for route in TABLE} == set(KINDS)
