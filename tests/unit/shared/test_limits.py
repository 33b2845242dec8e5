"""A limit takes what lies within it, and says in words what is wrong with anything else."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.limits import (
    MOMENT,
    Amount,
    BoundedElsewhere,
    Characters,
    Days,
    Decimals,
    Items,
    Limit,
    Range,
    list_of,
    number,
    string_of,
    whole_number,
)
from hushroom_domain.shared.money import Money

CODE = Characters(min=2, max=4)
WORD = Characters(max=4, pattern=re.compile(r"\w+"), must="must be one word")
GRADE, SHARE = Range(min=1, max=5), Decimals(min=0, max=0.5)
PRICE, BUDGET = Amount(max=Money(10_00), is_positive=True), Amount(max=Money(10_00))
PAIR, LIST = Items(min=2, max=2), Items(max=3)
SPRING = Days(first=date(2026, 3, 1), last=date(2026, 5, 31))


@pytest.mark.parametrize(
    ("limit", "values"),
    [
        (CODE, ["ab", "abcd", " a "]),
        (WORD, ["a", "abcd"]),
        (GRADE, [1, 5]),
        (SHARE, [0, 0.25, 0.5]),
        (PRICE, [Money(1), Money(10_00)]),
        (BUDGET, [Money(0), Money(10_00)]),
        (PAIR, [(1, 2), "ab"]),
        (LIST, [(), (1, 2, 3)]),
        (SPRING, [date(2026, 3, 1), date(2026, 5, 31)]),
        (MOMENT, [datetime(2026, 3, 1, tzinfo=UTC)]),
        (BoundedElsewhere("elsewhere"), ["x" * 1_000_000]),
    ],
    ids=lambda part: type(part).__name__,
)
def test_a_value_within_a_limit_is_taken(limit: Limit, values: list[Any]) -> None:
    assert [limit.wrong(value) for value in values] == [None] * len(values)


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        (CODE, "a", "must be a string of 2 to 4 characters"),
        (CODE, "abcde", "must be a string of 2 to 4 characters"),
        (CODE, 12, "must be a string of 2 to 4 characters"),
        (CODE, "  ", "must not be empty"),
        (CODE, "a\0", "must not contain NUL characters"),
        (WORD, "abcde", "must be a string of at most 4 characters"),
        (WORD, "a b", "must be one word"),
        (GRADE, 0, "must be a whole number from 1 to 5"),
        (GRADE, 6, "must be a whole number from 1 to 5"),
        (GRADE, 2.0, "must be a whole number from 1 to 5"),
        (GRADE, True, "must be a whole number from 1 to 5"),
        (SHARE, -0.01, "must be a number from 0 to 0.5"),
        (SHARE, 0.51, "must be a number from 0 to 0.5"),
        (SHARE, float("nan"), "must be a number from 0 to 0.5"),
        (SHARE, "0.1", "must be a number from 0 to 0.5"),
        (PRICE, Money(0), "must be more than 0"),
        (PRICE, Money(10_01), "must be at most 10"),
        (PRICE, Money(1, "USD"), "must be an amount in EUR"),
        (PRICE, 5, "must be an amount in EUR"),
        (PAIR, (1,), "must be a list of 2 to 2 items"),
        (LIST, (1, 2, 3, 4), "must be a list of at most 3 items"),
        (LIST, 4, "must be a list of at most 3 items"),
        (SPRING, date(2026, 2, 28), "must be from 2026-03-01 to 2026-05-31"),
        (SPRING, date(2026, 6, 1), "must be from 2026-03-01 to 2026-05-31"),
        (MOMENT, datetime(2026, 3, 1), "must be a time with its offset, such as 2026-01-31T09:30:00Z"),  # noqa: DTZ001
        (MOMENT, "now", "must be a time with its offset, such as 2026-01-31T09:30:00Z"),
    ],
)
def test_a_value_beyond_a_limit_is_refused_with_the_reason(limit: Limit, value: Any, words: str) -> None:
    assert limit.wrong(value) == words
    assert limit.problem("field", value) == FieldProblem("field", words)


def test_no_value_is_no_problem() -> None:
    assert CODE.problem("code", None) is None
    assert CODE.problem("code", "abc") is None


@given(st.integers(-10, 20))
def test_a_range_takes_its_bounds_and_all_between(value: int) -> None:
    assert (GRADE.wrong(value) is None) is (1 <= value <= 5)


def test_words_for_one_bound_or_none() -> None:
    assert [string_of(None, None), string_of(3, None)] == ["a string", "a string of at least 3 characters"]
    assert [list_of(None, None), list_of(1, None)] == ["a list", "a list of at least 1 items"]
    assert [whole_number(None, None), whole_number(None, 9)] == ["a whole number", "a whole number of at most 9"]
    assert [number(0.5, None), number(0.0, 1.0)] == ["a number of at least 0.5", "a number from 0 to 1"]
