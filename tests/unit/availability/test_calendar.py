"""The calendar: hours, blocks and seats against a model that counts minutes; clock changes in every zone."""

from collections.abc import Generator
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hushroom_domain.availability.model import Booking, Slot, Weekday
from hushroom_domain.availability.services.calendar import free_periods, free_seat, is_blocked, is_within_hours
from hushroom_domain.shared.time import Period
from tests.support.builders import NOW, a_booking, a_slot
from tests.support.existing import existing
from tests.support.strategies import ZONES, days, zones

MINUTE = timedelta(minutes=1)
# Whole offsets, half and three-quarter hours, both sides of the date line; with and without clock changes.
SOME_ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "Australia/Lord_Howe")
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))


@st.composite
def slots(draw: st.DrawFn, /, **fixed: Any) -> Slot:
    start, end = sorted(draw(st.lists(times, min_size=2, max_size=2, unique=True)))
    specific = draw(st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 5)))
    about = {
        "start_time": start,
        "end_time": draw(st.sampled_from([end, None])),
        "timezone": draw(st.sampled_from(SOME_ZONES)),
        "specific_date": specific,
        "day_of_week": Weekday.of(specific) if specific else draw(st.sampled_from(Weekday)),
        "is_blocked": draw(st.booleans()),
    }
    return a_slot(**{**about, **fixed})


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = datetime(2026, 3, 1, tzinfo=UTC) + draw(st.integers(0, 5 * 24 * 4)) * 15 * MINUTE
    return Period.lasting(start, draw(st.sampled_from([15, 30, 60, 120])))


def offers(slot: Slot, minute: Any) -> bool:
    """Checks with a simple model whether the slot contains this minute in its own time zone."""
    local = minute.astimezone(ZoneInfo(slot.timezone))
    on_day = slot.specific_date == local.date() if slot.specific_date else slot.day_of_week is Weekday.of(local.date())
    end = None if slot.end_time == time(23, 59) else slot.end_time
    return on_day and slot.start_time <= local.time() and (end is None or local.time() < end)


def minutes_of(period: Period) -> Generator[Any, None, None]:
    return (period.start + n * MINUTE for n in range(int((period.end - period.start) / MINUTE)))


@given(st.lists(slots(), max_size=6), periods())
@example([a_slot(end_time=None), a_slot(day_of_week=Weekday.TUESDAY, start_time=time(0))],
         Period.lasting(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), 60))  # fmt: skip
def test_hours_and_blocks_agree_with_a_model_that_looks_at_every_minute(
    given_slots: list[Slot], period: Period
) -> None:
    offered = [slot for slot in given_slots if not slot.is_blocked]
    blocks = [slot for slot in given_slots if slot.is_blocked]
    covered = all(any(offers(slot, minute) for slot in offered) for minute in minutes_of(period))
    touched = any(offers(slot, minute) for slot in blocks for minute in minutes_of(period))
    assert is_within_hours(given_slots, period) is (covered or not offered)
    assert is_blocked(given_slots, period) is touched


def test_adjoining_slots_are_joined_and_a_gap_of_a_minute_is_not() -> None:
    morning = a_slot(start_time=time(9), end_time=time(12))
    period = Period.lasting(NOW.replace(hour=11, minute=30), 60)
    assert is_within_hours([morning, a_slot(start_time=time(12), end_time=time(13))], period)
    assert not is_within_hours([morning, a_slot(start_time=time(12, 1), end_time=time(13))], period)


def test_adjoining_slots_are_joined_in_whatever_order_they_are_given() -> None:
    three = [a_slot(start_time=time(hour), end_time=time(hour + 1)) for hour in (9, 10, 11)]
    period = Period.lasting(NOW, 180)
    assert all(is_within_hours(order, period) for order in permutations(three))


@pytest.mark.parametrize("end", [time(17), time(23, 59), None])
def test_a_session_may_end_exactly_when_the_hours_do_and_not_a_minute_later(end: time | None) -> None:
    hours = a_slot(start_time=time(9), end_time=end)
    closing = NOW.replace(hour=17) if end == time(17) else NOW.replace(hour=0) + timedelta(days=1)
    assert is_within_hours([hours], Period(closing - timedelta(minutes=30), closing))
    assert not is_within_hours([hours], Period(closing - timedelta(minutes=29), closing + MINUTE))


@given(zones, days, st.sampled_from([None, time(23, 59)]))
def test_evening_and_morning_are_joined_over_midnight_in_every_zone(
    zone_name: str, day: date, end: time | None
) -> None:
    morning_after = day + timedelta(days=1)
    evening = a_slot(start_time=time(20), end_time=end, timezone=zone_name, day_of_week=Weekday.of(day))
    morning = a_slot(start_time=time(0), end_time=time(4), timezone=zone_name, day_of_week=Weekday.of(morning_after))
    first, second = evening.on(day), morning.on(morning_after)
    assert first is not None
    assert second is not None
    assert first.end == second.start
    assert is_within_hours([morning, evening], Period(first.end - timedelta(minutes=30), first.end))
    assert is_within_hours([morning, evening], Period(first.end - timedelta(minutes=30), second.start + 30 * MINUTE))


def exists(local: datetime, zone: ZoneInfo) -> bool:
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local


@given(zones, days, times, times)
def test_hours_stay_at_their_local_time_through_every_clock_change(
    zone_name: str, day: date, one: time, other: time
) -> None:
    start, end = sorted((one, other))
    assume(start < end)
    zone, midnight = ZoneInfo(zone_name), datetime.combine(day + timedelta(days=1), time(0))
    # An end at 23:59 means the end of the day.
    local_start, local_end = (
        datetime.combine(day, start),
        midnight if end == time(23, 59) else datetime.combine(day, end),
    )
    assume(exists(local_start, zone) and exists(local_end, zone))
    slot = a_slot(start_time=start, end_time=end, timezone=zone_name, day_of_week=Weekday.of(day))
    hours = slot.on(day)
    assert hours is not None
    assert hours.start.astimezone(zone).replace(tzinfo=None) == local_start
    assert hours.end.astimezone(zone).replace(tzinfo=None) == local_end


def test_nine_to_five_is_nine_to_five_in_every_zone_on_every_second_monday_of_a_year() -> None:
    mondays = [date(2026, 1, 5) + timedelta(days=14 * number) for number in range(26)]
    for zone_name in ZONES:
        zone, slot = ZoneInfo(zone_name), a_slot(timezone=zone_name)
        for day in mondays:
            hours = existing(slot.on(day))
            shown = (hours.start.astimezone(zone), hours.end.astimezone(zone))
            assert [(one.date(), one.hour, one.minute) for one in shown] == [(day, 9, 0), (day, 17, 0)], zone_name


@pytest.mark.parametrize(
    ("day", "hours_in_the_night"),
    [(date(2026, 3, 28), 4), (date(2026, 3, 29), 3), (date(2026, 10, 24), 4), (date(2026, 10, 25), 5)],
)
def test_a_night_is_as_long_as_the_clocks_make_it(day: date, hours_in_the_night: int) -> None:
    night = existing(a_slot(start_time=time(0), end_time=time(4), timezone="Europe/Berlin").on(day))
    assert night.end - night.start == timedelta(hours=hours_in_the_night)


@given(times, times)
@example(time(2), time(2, 30))
@example(time(2, 30), time(3, 15))
@example(time(1), time(2, 30))
def test_hours_that_the_clocks_skip_are_not_offered_at_another_time(one: time, other: time) -> None:
    # In Berlin the clocks jump from 2 to 3 on this Sunday.
    start, end = sorted((one, other))
    slot = a_slot(start_time=start, end_time=end, timezone="Europe/Berlin", day_of_week=Weekday.SUNDAY)
    hours = slot.on(date(2026, 3, 29))
    day = Period.lasting(datetime(2026, 3, 28, 22, tzinfo=UTC), 26 * 60)
    offered = [minute for minute in minutes_of(day) if offers(slot, minute)]
    assert (list(minutes_of(hours)) if hours else []) == offered


def test_the_end_of_the_day_is_midnight() -> None:
    evening = a_slot(start_time=time(20), end_time=None, timezone="Asia/Tokyo").on(date(2026, 3, 2))
    assert evening == Period.lasting(datetime(2026, 3, 2, 11, tzinfo=UTC), 240)


bookings = st.builds(
    lambda seat, start, length, is_open: a_booking(
        seat=seat, period=Period.lasting(NOW + start * 15 * MINUTE, length * 15), is_open_ended=is_open
    ),
    st.integers(1, 3), st.integers(-20, 20), st.integers(1, 8), st.booleans(),
)  # fmt: skip


@given(st.lists(bookings, max_size=6), st.integers(0, 20), st.integers(1, 8), st.integers(1, 3))
def test_the_free_seat_is_the_lowest_one_that_nothing_holds(
    given_bookings: list[Booking], start: int, length: int, capacity: int
) -> None:
    period = Period.lasting(NOW + start * 15 * MINUTE, length * 15)
    seat = free_seat(given_bookings, period, capacity, NOW)
    taken = {
        booking.seat
        for booking in given_bookings
        if set(minutes_of(booking.period)) & set(minutes_of(period)) or (booking.is_open_ended and start == 0)
    }
    free = [one for one in range(1, capacity + 1) if one not in taken]
    assert seat == (free[0] if free else None)


@st.composite
def seat_bookings(draw: st.DrawFn) -> Booking:
    return a_booking(seat=draw(st.integers(1, 2)), period=draw(periods()), is_open_ended=draw(st.booleans()))


@given(
    st.lists(slots(), max_size=4),
    st.lists(seat_bookings(), max_size=4),
    st.integers(1, 2),
    periods(),
    st.integers(0, 4 * 24 * 4),
)
def test_a_session_is_possible_in_exactly_the_periods_that_a_free_one_covers(
    published: list[Slot], taken: list[Booking], capacity: int, wanted: Period, quarters: int
) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC) + quarters * 15 * MINUTE
    span = Period(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 8, tzinfo=UTC))
    free = free_periods(published, taken, span, capacity, now)
    is_possible = (
        is_within_hours(published, wanted)
        and not is_blocked(published, wanted)
        and free_seat(taken, wanted, capacity, now) is not None
    )
    assert any(period.covers(wanted) for period in free) == is_possible
    assert all(span.covers(period) for period in free)
    assert list(free) == sorted(free, key=lambda period: period.start)
    assert not any(one.covers(other) for one, other in permutations(free, 2))
