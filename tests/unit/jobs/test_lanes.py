"""The shares of the lanes in a worker."""

from hypothesis import given
from hypothesis import strategies as some

from hushroom_adapters.jobs.lanes import SIXTEENTHS, threads
from hushroom_domain.shared.lanes import Lane


def test_sixteen_threads_are_shared_out_as_the_table_says() -> None:
    assert threads(16) == SIXTEENTHS


@given(some.integers(min_value=1, max_value=256))
def test_every_lane_has_a_thread_and_no_thread_is_lost(total: int) -> None:
    shares = threads(total)
    assert set(shares) == set(Lane)
    assert min(shares.values()) >= 1
    assert sum(shares.values()) == max(total, len(Lane))
    assert shares[Lane.MONEY] == max(shares.values())


@given(some.integers(min_value=1, max_value=255))
def test_one_thread_more_takes_none_from_any_lane(total: int) -> None:
    before, after = threads(total), threads(total + 1)
    assert all(after[lane] >= before[lane] for lane in Lane)
