"""Eligibility: finding a seat for a session in a companion's calendar."""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from hushroom_domain.availability.errors import CompanionBlocked, CompanionFull, OutsideHours
from hushroom_domain.availability.model import Booking
from hushroom_domain.availability.policy import OVERRUN
from hushroom_domain.availability.services.calendar import free_seat, is_blocked, is_within_hours
from hushroom_domain.companions.model import Companion
from hushroom_domain.matching.errors import TooManyUnpaid
from hushroom_domain.matching.policy import MAX_UNPAID_MATCHES
from hushroom_domain.matching.queries import Calendar
from hushroom_domain.sessions.errors import SessionsOverlap
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.errors import RuleViolated
from hushroom_domain.shared.time import Period


@frozen(kw_only=True)
class SeatRequest:
    """The time for which a session needs a seat of a companion: the same for every companion that is considered."""

    session: Session
    planned: Period
    held: Period
    """The planned time, and for a session that starts now also the time that it may run over."""
    is_open_ended: bool
    now: datetime

    @classmethod
    def of(cls, session: Session, now: datetime) -> "SeatRequest":
        """Returns the request of a session; one whose appointed time has passed starts now."""
        appointed = session.scheduled_at if session.scheduled_at and session.scheduled_at > now else None
        planned = Period.lasting(appointed or now, session.planned_minutes)
        held = planned if appointed else Period(planned.start, planned.end + OVERRUN)
        return cls(session=session, planned=planned, held=held, is_open_ended=appointed is None, now=now)

    def seat_in(self, companion: Companion, calendar: Calendar) -> int:
        """Returns the free seat. Raises: CompanionBlocked, OutsideHours (only for an appointed time), CompanionFull."""
        if calendar.slots and is_blocked(calendar.slots, self.planned):
            raise CompanionBlocked
        if self.session.scheduled_at is not None and not is_within_hours(calendar.slots, self.planned):
            raise OutsideHours
        seat = free_seat(calendar.bookings, self.held, companion.max_concurrent, self.now)
        if seat is None:
            raise CompanionFull
        return seat


def booking_for(session: Session, companion: Companion, calendar: Calendar, now: datetime) -> Booking:
    """Returns the booking of a free seat for the session; a session whose appointed time has passed starts now.

    Raises: CompanionBlocked, OutsideHours (only for an appointed time), CompanionFull.
    """
    wanted = SeatRequest.of(session, now)
    return Booking(
        session_id=session.id,
        companion_id=companion.id,
        seat=wanted.seat_in(companion, calendar),
        period=wanted.held,
        is_open_ended=wanted.is_open_ended,
        seeker_id=session.seeker_id,
        appointment=wanted.planned if session.scheduled_at is not None else None,
    )


def refuse_crowding(session: Session, others: Iterable[Session]) -> None:
    """Checks that the seeker may have this session beside `others`, all their sessions that hold a seat.

    Raises: TooManyUnpaid, SessionsOverlap.
    """
    seated = tuple(others)
    if sum(other.status is SessionStatus.MATCHED for other in seated) >= MAX_UNPAID_MATCHES:
        raise TooManyUnpaid
    wanted = session.appointment
    taken = [other.appointment for other in seated if other.appointment is not None]
    if wanted is not None and any(wanted.overlaps(period) for period in taken):
        raise SessionsOverlap


def has_room(wanted: SeatRequest, companion: Companion, calendar: Calendar) -> bool:
    """Returns whether `booking_for` finds a seat."""
    try:
        wanted.seat_in(companion, calendar)
    except RuleViolated:
        return False
    return True
