"""The text of an error and its causes in one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hushroom_domain.shared.causes import DEEPEST, reason_of, shape_of
from hushroom_domain.shared.errors import Unavailable

QUOTED = "duplicate key\nDETAIL: Key (email)=(someone@hushroom.test) already exists.\n[parameters: {}]"


def raised(error: Exception, *causes: Exception) -> Exception:
    """Returns the error with its causes, the nearest first."""
    before = error
    for cause in causes:
        before.__cause__ = cause
        before = cause
    return error


def test_a_refusal_says_what_it_came_from() -> None:
    error = raised(Unavailable("It does not answer"), ConnectionError("password authentication failed"))
    assert reason_of(error) == (
        "Unavailable: It does not answer, caused by ConnectionError: password authentication failed"
    )


def handle(*, is_hidden: bool) -> None:
    """Raises an error while another one is handled."""
    try:
        next(iter(()))
    except StopIteration as error:
        if is_hidden:
            raise Unavailable("No") from None
        error.add_note("handled")
        raise Unavailable("No")  # noqa: B904 - without a cause of its own


def test_what_was_raised_while_another_error_was_handled_has_it_for_a_cause() -> None:
    with pytest.raises(Unavailable) as caught:
        handle(is_hidden=False)
    assert reason_of(caught.value) == "Unavailable: No, caused by StopIteration"


def test_a_cause_that_was_put_out_of_sight_is_not_told() -> None:
    with pytest.raises(Unavailable) as caught:
        handle(is_hidden=True)
    assert reason_of(caught.value) == "Unavailable: No"


def test_what_an_error_quotes_on_later_lines_is_not_kept() -> None:
    assert reason_of(ValueError(QUOTED)) == "ValueError: duplicate key"
    assert reason_of(raised(Unavailable("No"), ValueError(QUOTED))).endswith("caused by ValueError: duplicate key")


def test_errors_that_cause_each_other_come_to_an_end() -> None:
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    assert reason_of(one) == "ValueError: one, caused by ValueError: other"


@given(some.lists(some.text(max_size=2_000), min_size=1, max_size=12))
def test_a_reason_is_one_line_of_bounded_length(words: list[str]) -> None:
    reason = reason_of(raised(*(ValueError(said) for said in words)))
    assert "\n" not in reason
    assert len(reason) <= DEEPEST * 600


def test_reasons_that_differ_in_numbers_alone_have_one_shape() -> None:
    assert shape_of("the oldest for 12 s") == shape_of("the oldest for 13.5 s") != shape_of("the newest for 12 s")
