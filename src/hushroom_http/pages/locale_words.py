"""The words of a language for numbers, amounts and dates.

Babel searches its patterns for each value anew, and pages show the same values again and again: the same prices, and
the days of these weeks. So the words of the values that were used last are kept.
"""

from datetime import UTC, date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_skeleton, get_timezone_location
from babel.numbers import format_currency, format_decimal, format_percent

from hushroom_domain.shared.money import CENTS

KEPT = 4_096
BASIS_POINTS = 10_000


@lru_cache(KEPT)
def amount_words(code: str, minor: int, currency: str) -> str:
    """Returns an amount of money with its currency."""
    return format_currency(minor / CENTS, currency, locale=code)


@lru_cache(KEPT)
def number_words(code: str, value: float) -> str:
    """Returns a number with the separators of the language."""
    return format_decimal(value, locale=code)


@lru_cache(KEPT)
def percent_words(code: str, basis_points: int) -> str:
    """Returns a share of 10,000 as a percentage."""
    return format_percent(basis_points / BASIS_POINTS, locale=code, decimal_quantization=False)


@lru_cache(KEPT)
def date_words(code: str, day: date) -> str:
    """Returns the full date of a day."""
    return format_date(day, "full", locale=code)


@lru_cache(KEPT)
def day_words(code: str, day: date, skeleton: str) -> str:
    """Returns the parts of a date that a skeleton of CLDR names, such as `MMMMEEEEd`, in the order of the language."""
    return format_skeleton(skeleton, datetime(day.year, day.month, day.day, tzinfo=UTC), UTC, locale=code)


@lru_cache(KEPT)
def weekday_words(code: str, day: date) -> str:
    """Returns the name of the day of the week."""
    return format_date(day, "EEEE", locale=code)


@lru_cache(KEPT)
def stamp_words(code: str, local: datetime) -> str:
    """Returns a local date and time without a zone in short form."""
    return format_datetime(local, "short", locale=code)


@lru_cache(KEPT)
def place_words(code: str, zone_key: str) -> str:
    """Returns the name of the city that a time zone is named after."""
    return get_timezone_location(zone_key, locale=code, return_city=True)
