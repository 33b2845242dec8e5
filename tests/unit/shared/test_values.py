"""Shared values: pages, periods and domain errors."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.shared.errors import FieldProblem, Unavailable, ValidationFailed, raise_for_fields
from hushroom_domain.shared.paging import Window
from hushroom_domain.shared.time import Period
from tests.support.builders import NOW


@given(st.integers(1, 1_000), st.integers(1, 100))
def test_pages_follow_each_other_without_gap_or_overlap(page: int, limit: int) -> None:
    here, there = Window.of_page(page, limit), Window.of_page(page + 1, limit)
    assert here.skip + here.take == there.skip


@given(*[st.integers(0, 500)] * 2, *[st.integers(1, 500)] * 2)
def test_periods_overlap_exactly_when_they_share_a_minute(
    start: int, other_start: int, length: int, other_length: int
) -> None:
    one = Period.lasting(NOW + timedelta(minutes=start), length)
    other = Period.lasting(NOW + timedelta(minutes=other_start), other_length)
    shared = set(range(start, start + length)) & set(range(other_start, other_start + other_length))
    assert one.overlaps(other) is other.overlaps(one) is bool(shared)


def test_a_period_is_aware_and_not_empty() -> None:
    with pytest.raises(AssertionError, match="aware"):
        Period(datetime(2026, 1, 1), NOW)  # noqa: DTZ001 - that is the mistake
    with pytest.raises(AssertionError, match="not empty"):
        Period(NOW, NOW)


def test_all_problems_are_refused_together() -> None:
    with pytest.raises(ValidationFailed) as refusal:
        raise_for_fields(FieldProblem("a", "is bad"), None, FieldProblem("b", "is worse"))
    assert [problem.field for problem in refusal.value.problems] == ["a", "b"]
    assert refusal.value.text == "a: is bad; b: is worse"
    raise_for_fields(None, None)


def test_an_unavailable_thing_says_when_to_come_back() -> None:
    assert Unavailable(retry_after_seconds=7).retry_after_seconds == 7
    assert Unavailable().text == Unavailable.message
