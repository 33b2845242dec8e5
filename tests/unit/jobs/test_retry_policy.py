"""The pauses between the tries of a failing reaction, and the number of tries."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.jobs.retry_policy import most_attempts, wait_after
from hushroom_domain.payments.errors import PaymentNotFound, ProviderUnavailable, RequestRefused

AWAY, REFUSED, BROKEN = ProviderUnavailable(), RequestRefused(), ZeroDivisionError()
errors = st.sampled_from([AWAY, REFUSED, PaymentNotFound(), BROKEN])
chances = st.floats(min_value=0, max_value=1, exclude_max=True)


def test_waits_double_from_a_second_up_to_five_minutes() -> None:
    waits = [wait_after(AWAY, attempts, lambda: 0.0) for attempts in range(1, 13)]
    assert [int(wait.total_seconds()) for wait in waits if wait] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


@given(errors, st.integers(min_value=1, max_value=5_000), chances)
def test_a_wait_is_between_half_and_all_of_its_length(error: Exception, attempts: int, chance: float) -> None:
    longest, wait = wait_after(error, attempts, lambda: 0.0), wait_after(error, attempts, lambda: chance)
    assert (wait is None) == (longest is None)
    if wait is not None and longest is not None:
        assert longest / 2 <= wait <= longest <= timedelta(minutes=5)


@given(errors, st.integers(min_value=1, max_value=5_000), chances)
def test_what_was_given_up_is_not_taken_up_again(error: Exception, attempts: int, chance: float) -> None:
    if wait_after(error, attempts, lambda: chance) is None:
        assert wait_after(error, attempts + 1, lambda: chance) is None


@pytest.mark.parametrize(("error", "attempts"), [(REFUSED, 5), (BROKEN, 12)])
def test_refusals_are_given_up_soon_and_mistakes_a_little_later(error: Exception, attempts: int) -> None:
    assert wait_after(error, attempts - 1, lambda: 0.5) is not None
    assert wait_after(error, attempts, lambda: 0.5) is None


def test_somebody_who_is_away_is_waited_for_about_a_week() -> None:
    waits = (wait_after(AWAY, attempts, lambda: 0.5) for attempts in range(1, most_attempts(AWAY)))
    waited = sum((wait for wait in waits if wait is not None), start=timedelta())
    assert timedelta(days=4) < waited < timedelta(days=8)
