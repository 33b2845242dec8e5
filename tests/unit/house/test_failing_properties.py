"""A property that fails costs a few calls more than its first failure in the profile `ci`, which does not shrink."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.support.hypothesis_profiles import REPLAYS


class FailingProperty:
    """A property that is false for every list of more than five numbers; counts its calls up to and after a failure."""

    def __init__(self, profile: str) -> None:
        self.calls: list[list[int]] = []
        self.run: Callable[[], None] = settings(settings.get_profile(profile))(
            given(st.lists(st.integers(), max_size=40))(self._check)
        )

    def _check(self, numbers: list[int]) -> None:
        self.calls.append(numbers)
        assert len(numbers) <= 5

    @property
    def calls_after_failure(self) -> int:
        first = next(place for place, numbers in enumerate(self.calls) if len(numbers) > 5)
        return len(self.calls) - first - 1


def failed(profile: str) -> FailingProperty:
    made = FailingProperty(profile)
    with pytest.raises(AssertionError):
        made.run()
    return made


def test_a_failing_property_is_only_replayed() -> None:
    assert failed("ci").calls_after_failure <= REPLAYS


def test_the_same_failure_is_reduced_by_the_profile_that_shrinks() -> None:
    shrunk = failed("shrink")
    assert shrunk.calls_after_failure > REPLAYS
    assert shrunk.calls[-1] == [0] * 6
    assert shrunk.calls[: len(failed("ci").calls) - REPLAYS] == failed("ci").calls[:-REPLAYS]


def test_a_failing_history_is_only_replayed() -> None:
    steps_of_runs: list[int] = []

    class Failing(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            steps_of_runs.append(0)

        @rule(number=st.integers())
        def step(self, number: int) -> None:
            steps_of_runs[-1] += 1
            assert steps_of_runs[-1] < 10, number

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Failing, settings=settings.get_profile("ci"))
    first = next(place for place, steps in enumerate(steps_of_runs) if steps == 10)
    assert len(steps_of_runs) - first - 1 <= REPLAYS
