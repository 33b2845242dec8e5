"""Overlaps between slots, compared in UTC, whatever the time zones of the slots."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hushroom_domain.availability.model import Slot, Weekday
from hushroom_domain.availability.services.overlaps import overlapping
from tests.support.builders import NOW, a_slot
from tests.support.strategies import zones

quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
near_dates = st.dates(NOW.date(), NOW.date() + timedelta(days=300))


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    start, end = sorted(draw(st.lists(quarters, min_size=2, max_size=2, unique=True)))
    specific = draw(st.none() | near_dates)
    return a_slot(
        start_time=start,
        end_time=draw(st.sampled_from([end, None])),
        timezone=draw(zones),
        specific_date=specific,
        is_recurring=specific is None,
        day_of_week=Weekday.of(specific) if specific else draw(st.sampled_from(Weekday)),
    )


def occurrences(slot: Slot) -> list[Any]:
    """Returns every period of the slot within about a year, one for each local day."""
    every_day = (NOW.date() + timedelta(days=number) for number in range(-2, 380))
    return [hours for day in every_day if slot.covers_day(day) and (hours := slot.on(day))]


def share_a_moment(one: Slot, other: Slot) -> bool:
    """Compares every period of one slot with every period of the other."""
    theirs = occurrences(other)
    return any(first.overlaps(second) for first in occurrences(one) for second in theirs)


@given(st.lists(slots(), min_size=2, max_size=3))
@example([a_slot(timezone="Europe/Berlin", start_time=time(9), end_time=time(10)),
          a_slot(timezone="America/New_York", start_time=time(4), end_time=time(5))])  # fmt: skip
@example([a_slot(timezone="Pacific/Kiritimati", day_of_week=Weekday.TUESDAY), a_slot(timezone="Pacific/Honolulu")])
def test_slots_overlap_exactly_when_they_share_a_moment_of_the_year_ahead(given_slots: list[Slot]) -> None:
    expected = {
        position
        for position, slot in enumerate(given_slots)
        if any(share_a_moment(slot, earlier) for earlier in given_slots[:position])
    }
    assert overlapping(given_slots, NOW) == expected


@given(st.lists(slots(), max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_slots_does_not_decide_whether_any_overlap(given_slots: list[Slot], chance: Random) -> None:
    shuffled = chance.sample(given_slots, len(given_slots))
    assert bool(overlapping(given_slots, NOW)) is bool(overlapping(shuffled, NOW))


@pytest.mark.parametrize("day", Weekday)
@pytest.mark.parametrize("asked", range(-7, 8))
def test_slots_that_meet_only_in_winter_overlap_whenever_they_are_asked_about(day: Weekday, asked: int) -> None:
    # Jerusalem goes over to summer time on a Friday and back on a Sunday.
    jerusalem = a_slot(timezone="Asia/Jerusalem", day_of_week=day, start_time=time(14), end_time=time(15))
    reykjavik = a_slot(timezone="Atlantic/Reykjavik", day_of_week=day, start_time=time(12), end_time=time(13))
    change = datetime(2026, 3, 27, tzinfo=UTC)
    assert overlapping([jerusalem, reykjavik], change + timedelta(days=asked, hours=9)) == {1}


def test_the_same_digits_in_two_zones_need_not_be_the_same_time() -> None:
    berlin, tokyo = a_slot(timezone="Europe/Berlin"), a_slot(timezone="Asia/Tokyo", end_time=time(16))
    assert overlapping([berlin, tokyo], NOW) == frozenset()


def test_different_digits_and_weekdays_may_be_the_same_time() -> None:
    kiritimati = a_slot(timezone="Pacific/Kiritimati", day_of_week=Weekday.TUESDAY)
    honolulu = a_slot(timezone="Pacific/Honolulu", day_of_week=Weekday.MONDAY)
    assert overlapping([kiritimati, honolulu], NOW) == {1}


def test_slots_that_meet_only_while_one_zone_has_summer_time_overlap() -> None:
    # London and Abidjan share their clocks in winter; in summer London is an hour ahead.
    london = a_slot(timezone="Europe/London", start_time=time(9), end_time=time(10))
    abidjan = a_slot(timezone="Africa/Abidjan", start_time=time(8), end_time=time(9))
    assert overlapping([london, abidjan], datetime(2026, 1, 5, tzinfo=UTC)) == {1}


def test_slots_that_meet_only_in_the_weeks_between_two_changes_of_the_clocks_overlap() -> None:
    # In 2026 New York changes on 8 March and 1 November, Berlin on 29 March and 25 October.
    berlin = a_slot(timezone="Europe/Berlin", start_time=time(15), end_time=time(16))
    new_york = a_slot(timezone="America/New_York", start_time=time(10), end_time=time(11))
    assert overlapping([berlin, new_york], NOW) == {1}


@pytest.mark.parametrize(("start", "expected"), [(time(17), set()), (time(16, 45), {1})])
def test_hours_of_one_date_are_held_against_the_weekly_ones(start: time, expected: set[int]) -> None:
    monday = date(2026, 3, 9)
    extra = a_slot(start_time=start, end_time=time(20), specific_date=monday, is_recurring=False)
    assert overlapping([a_slot(), extra], NOW) == expected


def test_adjoining_slots_do_not_overlap() -> None:
    weekly = [
        a_slot(start_time=time(9), end_time=time(12)),
        a_slot(start_time=time(12), end_time=None),
        a_slot(day_of_week=Weekday.TUESDAY, start_time=time(0), end_time=time(9)),
    ]
    assert overlapping(weekly, NOW) == frozenset()
