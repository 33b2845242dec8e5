"""Times and periods, always aware and in UTC, and time zones."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from attrs import field, frozen

from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.limits import Characters, Limit

ZONES = frozenset(available_timezones()) - {"localtime", "Factory"}
"""The IANA time zones, without the two names whose zone depends on the machine.

Empty on a machine without a time zone database."""
MOST_ZONES = 1_024


class NoTimeZones(Exception):
    """The machine has no time zone database."""

    def __init__(self) -> None:
        super().__init__("This machine has no time zone database: install the Python package tzdata")


def zone_problem(name: str, field: str = "timezone") -> FieldProblem | None:
    """Returns the problem of a name that is no IANA time zone; None for a valid name. Raises: NoTimeZones."""
    if name == "UTC":  # The zone of new accounts needs no database.
        return None
    if not ZONES:
        raise NoTimeZones
    return None if name in ZONES else FieldProblem(field, "must be an IANA time zone")


@frozen
class ZoneName(Limit):
    """Limits a text to the names of IANA time zones."""

    def wrong(self, value: Any) -> str | None:
        words = ZONE_LENGTH.wrong(value)
        problem = zone_problem(value) if words is None else None
        return words if problem is None else problem.message


ZONE_LENGTH = Characters(min=1, max=64)
ZONE = ZoneName()


@lru_cache(MOST_ZONES)
def zone_of(name: str) -> tzinfo:
    """Returns the rules of the time zone `name`, one of `ZONES`; UTC needs no database. Raises: NoTimeZones.

    The cache is there because the standard library keeps eight zones and reads any other from disk at each call.
    """
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError as error:
        raise NoTimeZones from error


def _is_aware(_instance: object, _attribute: object, value: datetime) -> None:
    assert value.tzinfo is not None, "times are aware"


@frozen
class Period:
    """The time from `start`, included, to `end`, excluded."""

    start: datetime = field(validator=_is_aware)
    end: datetime = field(validator=_is_aware)

    def __attrs_post_init__(self) -> None:
        assert self.start < self.end, "a period is not empty"

    @classmethod
    def lasting(cls, start: datetime, minutes: int) -> "Period":
        """Returns the period of `minutes` from `start` on."""
        return cls(start, start + timedelta(minutes=minutes))

    def covers(self, other: "Period") -> bool:
        """Returns whether the other period lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Period") -> bool:
        """Returns whether the two periods have a moment in common."""
        return self.start < other.end and other.start < self.end


def whole_seconds(span: timedelta) -> int:
    """Returns `span` in whole seconds, rounded towards zero."""
    return int(span.total_seconds())


class LocalTimeMissing(ValueError):
    """A local time that a zone skips, because its clocks go forward over it."""


def utc_of_local(local: datetime, zone: tzinfo) -> datetime:
    """Returns the time in UTC that the clocks of a zone show as `local`; the first one if they show it twice.

    The rules of the zone are those of that day, so that the result does not depend on the day of the call.

    Raises: LocalTimeMissing.
    """
    assert local.tzinfo is None, "a local time has no zone of its own"
    moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local:
        raise LocalTimeMissing(local.isoformat())
    return moment


def is_shown_twice(local: datetime) -> bool:
    """Returns whether the clocks of a zone show this time twice on its day, because they go back over it."""
    first, second = local.replace(fold=0), local.replace(fold=1)
    return first.utcoffset() != second.utcoffset()


def zone_words(local: datetime) -> str:
    """Returns the name of the zone of a local time; with that of summer or winter time where only it tells the time.

    For example `Europe/Paris`, and `Europe/Paris, CEST` for the first of two times that the clocks show alike.
    """
    return f"{local.tzinfo}, {local.tzname()}" if is_shown_twice(local) else str(local.tzinfo)
