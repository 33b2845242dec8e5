"""The calendar of a companion: blocks, published hours and free seats in a period."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.shared.time import Period, zone_of


def days_of(slot: Slot, period: Period) -> Iterator[date]:
    """Yields the local days on which `slot` may overlap `period`."""
    zone = zone_of(slot.timezone)
    day = period.start.astimezone(zone).date()
    last = period.end.astimezone(zone).date()
    while day <= last:
        if slot.covers_day(day):
            yield day
        day += timedelta(days=1)


def _periods(slots: Iterable[Slot], period: Period) -> list[Period]:
    """Returns the hours of `slots` around `period`, in order of their start."""
    found = (slot.on(day) for slot in slots for day in days_of(slot, period))
    return sorted((hours for hours in found if hours), key=lambda hours: (hours.start, hours.end))


def is_blocked(slots: Iterable[Slot], period: Period) -> bool:
    """Returns whether a block overlaps `period`."""
    blocks = (slot for slot in slots if slot.is_blocked)
    return any(hours.overlaps(period) for hours in _periods(blocks, period))


def is_within_hours(slots: Iterable[Slot], period: Period) -> bool:
    """Returns whether published hours, joined where they adjoin, cover `period`; without hours, True."""
    offered = [slot for slot in slots if not slot.is_blocked]
    covered_to = period.start
    for hours in _periods(offered, period):
        if hours.start <= covered_to < hours.end:
            covered_to = hours.end
    return not offered or covered_to >= period.end


def free_seat(bookings: Iterable[Booking], period: Period, capacity: int, now: datetime) -> int | None:
    """Returns the lowest free seat of 1 to `capacity` in `period`; None when all are taken."""
    taken = {booking.seat for booking in bookings if booking.holds(period, now)}
    return next((seat for seat in range(1, capacity + 1) if seat not in taken), None)


def free_periods(
    slots: Iterable[Slot], bookings: Iterable[Booking], span: Period, capacity: int, now: datetime
) -> tuple[Period, ...]:
    """Returns the longest periods within `span` in which one seat stays free, in order of their start.

    A session is possible in exactly the periods that one of these covers.
    """
    all_slots, all_bookings = tuple(slots), tuple(bookings)
    pieces = [
        piece
        for piece in _pieces(all_slots, all_bookings, span, now)
        if is_within_hours(all_slots, piece) and not is_blocked(all_slots, piece)
    ]
    found: set[Period] = set()
    for seat in range(1, capacity + 1):
        held = [booking for booking in all_bookings if booking.seat == seat]
        found.update(_joined(piece for piece in pieces if not any(one.holds(piece, now) for one in held)))
    longest = (one for one in found if not any(other.covers(one) for other in found if other != one))
    return tuple(sorted(longest, key=lambda period: period.start))


def _pieces(slots: Iterable[Slot], bookings: Iterable[Booking], span: Period, now: datetime) -> Iterator[Period]:
    """Yields the stretches of `span` in which no hours, block or booking begins or ends."""
    taken = [booking.period for booking in bookings]
    edges = {edge for period in (*_periods(slots, span), *taken) for edge in (period.start, period.end)} | {now}
    inside = {edge for edge in edges if span.start < edge < span.end}
    yield from (Period(start, end) for start, end in pairwise(sorted({span.start, span.end, *inside})))


def _joined(periods: Iterable[Period]) -> list[Period]:
    """Returns ordered periods with those that adjoin made one."""
    joined: list[Period] = []
    for period in periods:
        if joined and joined[-1].end == period.start:
            joined[-1] = Period(joined[-1].start, period.end)
        else:
            joined.append(period)
    return joined
