"""Overlaps: which slots of a schedule share a moment with another slot of it, in whatever zones they are written."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from hushroom_domain.availability.calendar import days_of
from hushroom_domain.availability.model import Slot
from hushroom_domain.availability.policy import OVERLAP_HORIZON
from hushroom_domain.shared.time import Period, zone_of

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def overlapping(slots: Sequence[Slot], now: datetime) -> frozenset[int]:
    """Returns the positions of the slots that share a moment with a slot before them.

    Weekly slots are compared over `OVERLAP_HORIZON` from `now` on, because two zones that change their clocks on
    different days move against each other; slots of one date are compared on that date.
    """
    weekly = {position: slot for position, slot in enumerate(slots) if slot.specific_date is None}
    dated = {position: slot for position, slot in enumerate(slots) if slot.specific_date is not None}
    found: set[int] = set()
    for week in _telling_weeks({slot.timezone for slot in weekly.values()}, now):
        found |= _colliding(_hours(weekly, week))
    on_dates = list(_own_hours(dated))
    found |= _colliding(on_dates)
    for position, hours in on_dates:
        others = (other for other, theirs in _hours(weekly, hours) if theirs.overlaps(hours))
        found |= {max(position, other) for other in others}
    return frozenset(found)


def _hours(slots: dict[int, Slot], period: Period) -> list[tuple[int, Period]]:
    """Returns the hours of weekly slots around `period`, each with the position of its slot."""
    found = ((position, slot.on(day)) for position, slot in slots.items() for day in days_of(slot, period))
    return [(position, hours) for position, hours in found if hours]


def _own_hours(slots: dict[int, Slot]) -> Iterator[tuple[int, Period]]:
    """Yields the hours of slots of one date, each with the position of its slot."""
    for position, slot in slots.items():
        hours = slot.on(slot.specific_date) if slot.specific_date else None
        if hours:
            yield position, hours


def _colliding(hours: Iterable[tuple[int, Period]]) -> set[int]:
    """Returns the later position of each pair of overlapping hours, in one pass over their starts."""
    found: set[int] = set()
    open_hours: list[tuple[int, Period]] = []
    for position, period in sorted(hours, key=lambda one: one[1].start):
        open_hours = [(other, theirs) for other, theirs in open_hours if theirs.end > period.start]
        found |= {max(position, other) for other, _ in open_hours if other != position}
        open_hours.append((position, period))
    return found


def _telling_weeks(zones: Iterable[str], now: datetime) -> Iterator[Period]:
    """Yields each week in which a clock changes, and one week for each constellation of offsets between changes.

    In all other weeks of the horizon the slots lie to each other as in one of these.
    """
    clocks = [zone_of(zone) for zone in sorted(zones)]
    seen: set[tuple[timedelta | None, ...]] = set()
    for number in range(OVERLAP_HORIZON // WEEK + 1):
        week = Period(now + number * WEEK, now + (number + 1) * WEEK)
        # One day around the week: the hours of its first and last local days begin and end outside of it.
        offsets = [tuple(_offset(clock, week.start + day * DAY) for clock in clocks) for day in range(-1, 9)]
        changes = any(before != after for before, after in pairwise(offsets))
        if changes or offsets[0] not in seen:
            seen.add(offsets[0])
            yield week


def _offset(clock: tzinfo, moment: datetime) -> timedelta | None:
    return moment.astimezone(clock).utcoffset()
