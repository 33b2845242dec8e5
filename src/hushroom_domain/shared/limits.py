"""Limits of input values, each declared once; a limit describes an invalid value in words."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sized
from datetime import date, datetime
from typing import Any

from attrs import frozen

from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.money import Money


class Limit(ABC):
    """The parent of all limits."""

    __slots__ = ()

    @abstractmethod
    def wrong(self, value: Any) -> str | None:
        """Returns the message for an invalid value, to follow the field's name; None for a valid value."""

    def problem(self, field: str, value: Any) -> FieldProblem | None:
        """Returns the problem of the field that holds `value`; None for a valid value and for None."""
        words = None if value is None else self.wrong(value)
        return None if words is None else FieldProblem(field, words)


@frozen(kw_only=True)
class Characters(Limit):
    """Limits the length of a text that people do not read: a token, an identifier, words to search for.

    `must` is the message for a text that does not match `pattern`.
    """

    min: int = 0
    max: int
    pattern: re.Pattern[str] | None = None
    must: str = "is not valid"

    def wrong(self, value: Any) -> str | None:
        if not isinstance(value, str) or not self.min <= len(value) <= self.max:
            return f"must be {string_of(self.min or None, self.max)}"
        if self.pattern is not None:
            return None if self.pattern.fullmatch(value) else self.must
        if "\0" in value:
            return NO_NUL
        return "must not be empty" if self.min and not value.strip() else None


@frozen(kw_only=True)
class Range(Limit):
    """Limits a whole number to `min` to `max`, both included."""

    min: int
    max: int

    def wrong(self, value: Any) -> str | None:
        is_within = isinstance(value, int) and not isinstance(value, bool) and self.min <= value <= self.max
        return None if is_within else f"must be {whole_number(self.min, self.max)}"


@frozen(kw_only=True)
class Decimals(Limit):
    """Limits a number, whole or not, to `min` to `max`, both included."""

    min: float
    max: float

    def wrong(self, value: Any) -> str | None:
        is_within = isinstance(value, int | float) and self.min <= value <= self.max
        return None if is_within else f"must be {number(self.min, self.max)}"


@frozen(kw_only=True)
class Amount(Limit):
    """Limits an amount of money to at most `max`; `is_positive` refuses zero."""

    max: Money
    is_positive: bool = False

    def wrong(self, value: Any) -> str | None:
        if not isinstance(value, Money) or value.currency != self.max.currency:
            return f"must be an amount in {self.max.currency}"
        if self.is_positive and not value:
            return "must be more than 0"
        return f"must be at most {self.max}" if value > self.max else None


@frozen(kw_only=True)
class Items(Limit):
    """Limits the number of items of a list, and each item; items with fields declare limits themselves."""

    min: int = 0
    max: int
    each: Limit | None = None

    def wrong(self, value: Any) -> str | None:
        is_within = isinstance(value, Sized) and self.min <= len(value) <= self.max
        return None if is_within else f"must be {list_of(self.min or None, self.max)}"


@frozen(kw_only=True)
class Days(Limit):
    """Limits a date to `first` to `last`, both included."""

    first: date
    last: date

    def wrong(self, value: Any) -> str | None:
        is_within = isinstance(value, date) and self.first <= value <= self.last
        return None if is_within else f"must be from {self.first} to {self.last}"


@frozen
class Moment(Limit):
    """Limits a time to those with an offset from UTC."""

    def wrong(self, value: Any) -> str | None:
        is_aware = isinstance(value, datetime) and value.tzinfo is not None
        return None if is_aware else f"must be {A_MOMENT}"


@frozen
class BoundedElsewhere(Limit):
    """Declares that other code checks the value; `where` names that code."""

    where: str

    def wrong(self, value: Any) -> str | None:  # noqa: ARG002 - the other code has the value
        return None


NO_NUL = "must not contain NUL characters"
A_MOMENT = "a time with its offset, such as 2026-01-31T09:30:00Z"
MOMENT = Moment()


def string_of(low: float | None, high: float | None) -> str:
    """Returns `a string of 1 to 20 characters` for these lengths; None is no limit."""
    return f"a string{_span(low, high, 'of ', ' characters')}"


def list_of(low: float | None, high: float | None) -> str:
    """Returns `a list of 1 to 20 items` for these lengths; None is no limit."""
    return f"a list{_span(low, high, 'of ', ' items')}"


def whole_number(low: float | None, high: float | None) -> str:
    """Returns `a whole number from 1 to 5` for these bounds; None is no limit."""
    return f"a whole number{_span(low, high, 'from ', '')}"


def number(low: float | None, high: float | None) -> str:
    """Returns `a number from 0 to 5` for these bounds; None is no limit."""
    return f"a number{_span(low, high, 'from ', '')}"


def _span(low: float | None, high: float | None, lead: str, unit: str) -> str:
    if low is not None and high is not None:
        return f" {lead}{_short(low)} to {_short(high)}{unit}"
    if low is not None:
        return f" of at least {_short(low)}{unit}"
    return "" if high is None else f" of at most {_short(high)}{unit}"


def _short(value: float) -> str:
    return str(int(value) if value == int(value) else value)
