"""Eligibility: the free seat in a companion's calendar for a session, with its period."""

from datetime import datetime, timedelta

import pytest

from hushroom_domain.availability.errors import CompanionBlocked, CompanionFull, OutsideHours
from hushroom_domain.availability.policy import OVERRUN
from hushroom_domain.matching.queries import Calendar
from hushroom_domain.matching.services.eligibility import SeatRequest, booking_for, has_room
from hushroom_domain.shared.time import Period
from tests.support.builders import NOW, a_booking, a_companion, a_session, a_slot
from tests.support.existing import existing

MOMENT = timedelta(microseconds=1)
FREE = Calendar()


def test_an_appointment_takes_its_planned_time() -> None:
    session = a_session(scheduled_at=NOW + MOMENT, planned_minutes=45)
    companion = a_companion()
    booking = booking_for(session, companion, FREE, NOW)
    assert (booking.session_id, booking.companion_id, booking.seat) == (session.id, companion.id, 1)
    assert booking.period == Period.lasting(NOW + MOMENT, 45)
    assert not booking.is_open_ended
    assert (booking.seeker_id, booking.appointment) == (session.seeker_id, booking.period)


@pytest.mark.parametrize("scheduled_at", [None, NOW, NOW - MOMENT, NOW - timedelta(days=1)])
def test_whatever_is_not_ahead_starts_now_and_keeps_its_seat_beyond_its_planned_time(
    scheduled_at: datetime | None,
) -> None:
    booking = booking_for(a_session(scheduled_at=scheduled_at, planned_minutes=30), a_companion(), FREE, NOW)
    assert booking.period == Period(NOW, NOW + timedelta(minutes=30) + OVERRUN)
    assert booking.is_open_ended
    assert booking.appointment == (Period.lasting(NOW, 30) if scheduled_at else None)


def test_a_block_is_told_before_hours_and_hours_before_seats() -> None:
    session = a_session(scheduled_at=NOW + timedelta(days=1))  # a Tuesday at nine
    block = a_slot(is_blocked=True, specific_date=existing(session.scheduled_at).date())
    hours = a_slot()  # on Mondays
    taken = a_booking(period=Period.lasting(existing(session.scheduled_at), 60))
    companion = a_companion(max_concurrent=1)
    for calendar, refusal in (
        (Calendar((block, hours), (taken,)), CompanionBlocked),
        (Calendar((hours,), (taken,)), OutsideHours),
        (Calendar((), (taken,)), CompanionFull),
    ):
        with pytest.raises(refusal):
            booking_for(session, companion, calendar, NOW)
        assert not has_room(SeatRequest.of(session, NOW), companion, calendar)
    assert has_room(SeatRequest.of(session, NOW), companion, FREE)


def test_the_next_seat_is_taken_when_the_first_one_is() -> None:
    session = a_session(scheduled_at=NOW + timedelta(days=1))
    taken = a_booking(period=Period.lasting(existing(session.scheduled_at), 60))
    assert booking_for(session, a_companion(max_concurrent=2), Calendar((), (taken,)), NOW).seat == 2
