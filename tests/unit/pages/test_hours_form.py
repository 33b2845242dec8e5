"""The form of a companion's hours: what is published comes back from it, however many hours there are."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.availability.model import Slot, Weekday
from hushroom_domain.availability.policy import SLOTS
from hushroom_http.pages.availability.forms import filled_rows, week_form
from hushroom_http.pages.forms import FORM_ID, FORM_TOKEN, MOST_FIELDS, Submission
from tests.support.builders import a_slot

DAY = date(2030, 5, 6)
ZONES = ("Europe/Paris", "Asia/Tokyo")
EVERY_WEEK = [a_slot(day_of_week=Weekday.MONDAY, start_time=time(9), end_time=time(10))] * SLOTS.max
EVERY_DAY = [
    a_slot(day_of_week=Weekday.of(day), is_recurring=False, specific_date=day, timezone=ZONES[1])
    for day in (DAY + timedelta(days=number) for number in range(SLOTS.max))
]


@st.composite
def slots(draw: st.DrawFn) -> Slot:
    day = draw(st.none() | st.dates(DAY, DAY + timedelta(days=9)))
    start = draw(st.integers(0, 23 * 60))
    end = draw(st.none() | st.integers(start + 1, 24 * 60 - 2))
    return a_slot(
        day_of_week=Weekday.of(day) if day else draw(st.sampled_from(Weekday)),
        start_time=time(start // 60, start % 60),
        end_time=None if end is None else time(end // 60, end % 60),
        timezone=draw(st.sampled_from(ZONES)),
        is_recurring=day is None,
        specific_date=day,
    )


def sent_again(published: list[Slot]) -> Submission:
    """Returns what a browser sends for the form of these hours, with every empty field."""
    form = week_form(published, ZONES[0])
    fields = {
        name: form.values.get(name, ("",))
        for row in form.fields
        for name in (row.name, f"{row.name}-from", f"{row.name}-to", f"{row.name}-zone")
        if name in form.values or not name.endswith("-zone")
    }
    return Submission({FORM_TOKEN: ("x",), FORM_ID: ("y",), **fields})


def told(one: Slot) -> tuple[object, ...]:
    return (one.specific_date, one.day_of_week, one.start_time, one.end_time, one.timezone)


def same_hours(published: list[Slot], sent: Submission) -> bool:
    kept = [row.hours for row in filled_rows(sent)]
    found = [
        (one.specific_date, one.day_of_week, one.start_time, one.end_time, one.timezone or ZONES[0]) for one in kept
    ]
    return sorted(map(repr, found)) == sorted(repr(told(one)) for one in published)


@given(st.lists(slots(), max_size=40))
def test_hours_that_are_saved_as_they_were_shown_stay_the_same(published: list[Slot]) -> None:
    assert same_hours(published, sent_again(published))


@pytest.mark.parametrize("published", [EVERY_WEEK, EVERY_DAY], ids=["one weekday", "single days"])
def test_all_hours_that_a_companion_may_have_fit_into_the_form(published: list[Slot]) -> None:
    sent = sent_again(published)
    assert same_hours(published, sent)
    assert sum(map(len, sent.values.values())) <= MOST_FIELDS
