"""The response matcher finds every kind of false example."""

from typing import Any

import pytest

from tests.integration.documents.examples import Block, Command, Exchange, Pause, examples_of, exchange_of, read_json
from tests.integration.documents.response_matcher import ResponseMatcher, to_come

ONE, OTHER, REAL, UNREAL = (f"0199a1c2-7d3e-7b10-9f4a-2c5d8e6f7a0{end}" for end in "1234")
NOW, LATER = "2027-05-05T05:05:05.005Z", "2026-01-31T09:30:00.000Z"


def differences(example: Any, actual: Any, *before: tuple[Any, Any]) -> list[str]:
    likeness = ResponseMatcher()
    for shown, was in before:
        assert list(likeness.differences(shown, was)) == []
    return list(likeness.differences(example, actual))


ALIKE = [
    ({"a": 1, "b": [None, True, "x"]}, {"b": [None, True, "x"], "a": 1}),
    ({"id": ONE, "again": ONE}, {"id": REAL, "again": REAL}),
    ({"id": ONE, "room": f"session-{ONE}"}, {"id": REAL, "room": f"session-{REAL}"}),
    ({"createdAt": LATER}, {"createdAt": NOW}),
    ({"scheduledAt": "2026-02-02T09:00:00.000Z"}, {"scheduledAt": to_come("2026-02-02") + "T09:00:00.000Z"}),
    ({"token": "eyJ...", "secret": "pi_..._secret_..."}, {"token": "eyJabc", "secret": "pi_1_secret_2"}),
    ({"token": "kE4v..."}, {"token": "whatever"}),
    ({"items": ["..."]}, {"items": [1, 2, 3]}),
]


@pytest.mark.parametrize(("example", "actual"), ALIKE)
def test_what_is_alike(example: Any, actual: Any) -> None:
    assert differences(example, actual) == []


UNLIKE = [
    ({"a": 1}, {"a": 1, "b": 2}),
    ({"a": 1, "b": None}, {"a": 1}),
    ({"a": 1}, {"a": 2}),
    ({"a": 1}, {"a": "1"}),
    ({"a": 1}, {"a": True}),
    ({"a": 0}, {"a": False}),
    ({"a": None}, {"a": 0}),
    ({"a": []}, {"a": {}}),
    ({"a": [1]}, {"a": [1, 2]}),
    ({"a": "x"}, {"a": "y"}),
    ({"id": ONE}, {"id": "x"}),
    ({"id": ONE, "again": ONE}, {"id": REAL, "again": UNREAL}),
    ({"id": ONE, "other": OTHER}, {"id": REAL, "other": REAL}),
    ({"id": ONE, "room": f"session-{ONE}"}, {"id": REAL, "room": f"session-{UNREAL}"}),
    ({"createdAt": LATER}, {"createdAt": "2027-05-05"}),
    ({"dateOfBirth": "1990-05-17T00:00:00.000Z"}, {"dateOfBirth": "1990-05-18T00:00:00.000Z"}),
    ({"scheduledAt": "2026-02-02T09:00:00.000Z"}, {"scheduledAt": to_come("2026-02-02") + "T10:00:00.000Z"}),
    ({"secret": "pi_..._secret_..."}, {"secret": "pi_1"}),
    ({"token": "kE4v..."}, {"token": ""}),
    ([{"a": 1}], []),
]


@pytest.mark.parametrize(("example", "actual"), UNLIKE)
def test_what_is_not_alike(example: Any, actual: Any) -> None:
    assert len(differences(example, actual)) == 1


def test_further_members_are_those_that_were_shown_in_full() -> None:
    shown = ({"id": ONE, "status": "A", "note": None}, {"id": REAL, "status": "A", "note": None})
    part = {"status": "B", "...": True}
    assert differences(part, {"id": REAL, "status": "B", "note": "x"}, shown) == []
    assert differences({**part, "goal": None}, {"id": REAL, "status": "B", "note": "x", "goal": None}, shown) == []
    for actual in (
        {"id": REAL, "status": "C", "note": "x"},
        {"id": REAL, "status": "B"},
        {"id": REAL, "status": "B", "note": "x", "more": 1},
        {"id": REAL, "status": "B", "note": 7, "goal": None},
        {"id": 7, "status": "B", "note": None},
    ):
        assert len(differences(part, actual, shown)) == 1, actual
    assert len(differences({**part, "goal": None}, {"id": REAL, "status": "B", "note": "x"}, shown)) == 1


def test_what_stands_for_more_is_read_beside_texts_with_dots() -> None:
    assert read_json('{"a": "b...", ...}') == {"a": "b...", "...": True}
    assert read_json('{"list": [...], "whole": {...}}') == {"list": ["..."], "whole": {"...": True}}
    assert read_json(r'{"a": "\"...\"", ...}') == {"a": '"..."', "...": True}


def test_a_request_without_its_answer_is_a_mistake_of_the_page() -> None:
    with pytest.raises(AssertionError, match="line 7"):
        exchange_of("GET /api/v1/health\n", 7)


def test_what_the_pages_hold_is_all_read() -> None:
    kinds = {type(example) for example in examples_of("reference/api.md")}
    assert kinds == {Exchange, Command, Pause}
    spoken = {one.language for one in examples_of("reference/realtime.md") if isinstance(one, Block)}
    assert spoken <= {"js", "realtime"}
