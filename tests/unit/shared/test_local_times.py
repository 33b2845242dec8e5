"""Local times that the clocks of a zone show twice, and how they are told apart."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.shared.time import ZONES, is_shown_twice, utc_of_local, zone_of, zone_words

BACK = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""A time at which clocks in Paris show 02:30, as they do an hour later."""
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2037, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("hours", "words"),
    [(-1, "Europe/Paris"), (0, "Europe/Paris, CEST"), (1, "Europe/Paris, CET"), (2, "Europe/Paris")],
)
def test_summer_and_winter_time_are_named_where_only_they_tell_the_time(hours: int, words: str) -> None:
    assert zone_words((BACK + timedelta(hours=hours)).astimezone(zone_of("Europe/Paris"))) == words


@given(at=TIMES, zone=st.sampled_from(sorted(ZONES)))
def test_a_time_that_is_shown_once_is_found_again_and_of_two_the_first(at: datetime, zone: str) -> None:
    local = at.astimezone(zone_of(zone))
    found = utc_of_local(local.replace(tzinfo=None, fold=0), zone_of(zone))
    assert found <= at
    assert found == at or is_shown_twice(local)


@given(at=TIMES, zone=st.sampled_from(sorted(ZONES)))
def test_two_times_of_one_zone_never_have_the_same_words(at: datetime, zone: str) -> None:
    local = at.astimezone(zone_of(zone))
    other = local.replace(fold=1 - local.fold).astimezone(UTC).astimezone(zone_of(zone))
    if is_shown_twice(local):
        assert (other.replace(tzinfo=None), zone_words(other)) != (local.replace(tzinfo=None), zone_words(local))
