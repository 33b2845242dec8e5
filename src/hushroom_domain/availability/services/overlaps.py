"""Overlaps between the slots of a schedule, whose time zones may differ."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from hushroom_domain.availability.model import Slot
from hushroom_domain.availability.policy import OVERLAP_HORIZON
from hushroom_domain.availability.services.calendar import days_of
from hushroom_domain.shared.time import MOST_ZONES, Period, zone_of

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
WEEK_DAYS = 7
WEEKS = OVERLAP_HORIZON // WEEK + 1


def overlapping(slots: Sequence[Slot], now: datetime) -> frozenset[int]:
    """Returns the positions of the slots that overlap an earlier slot of the sequence.

    Weekly slots are compared over `OVERLAP_HORIZON` from `now` on, because two zones that change their clocks on
    different days shift against each other; slots of one date are compared on that date.
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

    In every other week of the horizon the slots overlap as in one of these. A week with a change cannot replace another
    week, because it has parts of two constellations.
    """
    first = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    clocks = [_offsets(zone, first) for zone in sorted(zones)]
    changes = {day for offsets in clocks for day, (one, next_) in enumerate(pairwise(offsets)) if one != next_}
    seen: set[tuple[timedelta | None, ...]] = set()
    for number in range(WEEKS):
        week = Period(first + number * WEEK, first + (number + 1) * WEEK)
        constellation = tuple(offsets[number * WEEK_DAYS] for offsets in clocks)
        # With a day around the week, because the hours of its first and last local days begin and end outside of it.
        if not changes.isdisjoint(range(number * WEEK_DAYS, (number + 1) * WEEK_DAYS + 2)):
            yield week
        elif constellation not in seen:
            seen.add(constellation)
            yield week


@lru_cache(MOST_ZONES)
def _offsets(zone: str, first: datetime) -> tuple[timedelta | None, ...]:
    """Returns the offsets of a clock at each midnight (UTC), from the day before `first` to two after the last week."""
    clock = zone_of(zone)
    return tuple((first + day * DAY).astimezone(clock).utcoffset() for day in range(-1, WEEKS * WEEK_DAYS + 2))
