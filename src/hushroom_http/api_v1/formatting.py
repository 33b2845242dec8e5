"""The formats of times and decimals in API v1, as plain functions, because they run for every field."""

from datetime import date, datetime, time
from typing import overload

from hushroom_domain.shared.money import CENTS, Money

END_OF_DAY = "24:00"
UTC_SUFFIX = len("+00:00")


@overload
def at(moment: datetime) -> str: ...
@overload
def at(moment: datetime | None) -> str | None: ...
def at(moment: datetime | None) -> str | None:
    """Formats a moment (UTC) as `2026-01-31T09:30:00.000Z`, always with milliseconds."""
    return None if moment is None else moment.isoformat(timespec="milliseconds")[:-UTC_SUFFIX] + "Z"


@overload
def midnight(day: date) -> str: ...
@overload
def midnight(day: date | None) -> str | None: ...
def midnight(day: date | None) -> str | None:
    """Formats a day as its midnight in UTC."""
    return None if day is None else f"{day.isoformat()}T00:00:00.000Z"


def clock_time(value: time | None) -> str:
    """Formats a time of day as `09:30`, and None, the end of the day, as `24:00`."""
    return END_OF_DAY if value is None else f"{value.hour:02}:{value.minute:02}"


def number(amount: Money) -> int | float:
    """Returns an amount in major units as a JSON number."""
    whole, cents = divmod(amount.minor, CENTS)
    return amount.minor / CENTS if cents else whole


def signed(minor: int, currency: str) -> str:
    """Formats minor units as a decimal of major units without trailing zeros; outgoing money is negative."""
    return f"{'-' if minor < 0 else ''}{Money(abs(minor), currency)}"


def rounded(value: float) -> int | float:
    """Returns a score or percentage as a JSON number of at most two decimals."""
    value = round(value, 2)
    return int(value) if value.is_integer() else value


def decimal(value: float) -> str:
    """Formats a score or percentage with at most two decimals, without trailing zeros."""
    return str(rounded(value))


def rate(basis_points: int) -> str:
    """Formats a rate as a decimal without trailing zeros: 3,000 basis points are 0.3."""
    whole, part = divmod(basis_points, 10_000)
    return f"{whole}.{part:04}".rstrip("0") if part else str(whole)
