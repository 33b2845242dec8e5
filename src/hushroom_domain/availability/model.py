"""Slots offer the hours of a companion, blocks take hours back, bookings reserve them for sessions."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from attrs import frozen

from hushroom_domain.shared.ids import CompanionId, SessionId, SlotId, UserId
from hushroom_domain.shared.time import Period, zone_of

MIDNIGHT = time(0)
LAST_MINUTE = time(23, 59)
"""The end of the day for clients that do not write `24:00`; as the end of a slot it means midnight."""


class Weekday(StrEnum):
    """The days of the week, in the order of `date.weekday()`."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"

    @classmethod
    def of(cls, day: date) -> "Weekday":
        return _WEEK[day.weekday()]


_WEEK = tuple(Weekday)


@frozen(kw_only=True)
class Slot:
    """Local hours in the IANA zone `timezone`, on a weekday of each week, or on `specific_date` alone.

    A blocked slot takes hours back instead of offering them. An `end_time` of None is 24:00, the end of the day; an
    end in the last minute of the day means the same.
    """

    id: SlotId
    companion_id: CompanionId
    day_of_week: Weekday
    start_time: time
    end_time: time | None
    timezone: str
    is_recurring: bool = True
    specific_date: date | None = None
    is_blocked: bool = False
    created_at: datetime
    updated_at: datetime

    def covers_day(self, day: date) -> bool:
        """Returns whether the slot applies on the local `day`."""
        return self.specific_date == day if self.specific_date else self.day_of_week is Weekday.of(day)

    def on(self, day: date) -> Period | None:
        """Returns the hours of the local `day` as a period in UTC; None when a clock change skips all of them."""
        zone = zone_of(self.timezone)
        start = _moment(datetime.combine(day, self.start_time, zone))
        end = _moment(self._local_end(day, zone))
        return Period(start, end) if start < end else None

    def _local_end(self, day: date, zone: tzinfo) -> datetime:
        if self.end_time is None or self.end_time == LAST_MINUTE:
            return datetime.combine(day + timedelta(days=1), MIDNIGHT, zone)
        return datetime.combine(day, self.end_time, zone)


_MINUTE = timedelta(minutes=1)


def _moment(local: datetime) -> datetime:
    """Returns the first moment, in UTC, at which clocks show `local`; for a skipped time, the clock change."""
    after = local.astimezone(UTC)
    if after.astimezone(local.tzinfo) == local:
        return after
    before = local.replace(fold=1).astimezone(UTC)
    new_offset = after.astimezone(local.tzinfo).utcoffset()
    while after - before > _MINUTE:
        middle = before + (after - before) // _MINUTE // 2 * _MINUTE
        is_past = middle.astimezone(local.tzinfo).utcoffset() == new_offset
        before, after = (before, middle) if is_past else (middle, after)
    return after


@frozen(kw_only=True)
class Booking:
    """A seat of a companion taken by a session for a period.

    `is_open_ended` says that the session has no appointed time or has begun; the booking then lasts until its end.
    `appointment` is the planned time of a scheduled session, in which its seeker has no other one. `is_running` says
    that the session has begun. Bookings of releases that did not store the seeker have no `seeker_id`.
    """

    session_id: SessionId
    companion_id: CompanionId
    seat: int
    period: Period
    is_open_ended: bool = False
    seeker_id: UserId | None = None
    appointment: Period | None = None
    is_running: bool = False

    def holds(self, period: Period, now: datetime) -> bool:
        """Returns whether the booking takes the seat in `period`.

        An open-ended booking also takes it in a period that starts at `now` or before.
        """
        return self.period.overlaps(period) or (self.is_open_ended and period.start <= now)
