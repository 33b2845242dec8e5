"""Points and stretches of time: always aware and UTC."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from attrs import field, frozen

ZONES = frozenset(available_timezones()) - {"localtime", "Factory"}
"""The IANA time zones, without the two names that mean another zone on each machine, or none."""


@lru_cache(len(ZONES))
def zone_of(name: str) -> ZoneInfo:
    """Returns the rules of the time zone `name`, one of `ZONES`.

    The standard library keeps eight zones at hand and reads any other from disk again at each call.
    """
    return ZoneInfo(name)


def _is_aware(_instance: object, _attribute: object, value: datetime) -> None:
    assert value.tzinfo is not None, "times are aware"


@frozen
class Period:
    """The time from `start` up to, but without, `end`."""

    start: datetime = field(validator=_is_aware)
    end: datetime = field(validator=_is_aware)

    def __attrs_post_init__(self) -> None:
        assert self.start < self.end, "a period is not empty"

    @classmethod
    def lasting(cls, start: datetime, minutes: int) -> "Period":
        """The `minutes` from `start` on."""
        return cls(start, start + timedelta(minutes=minutes))

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a moment."""
        return self.start < other.end and other.start < self.end


def whole_seconds(span: timedelta) -> int:
    """`span` in seconds, the fraction dropped."""
    return int(span.total_seconds())
