"""Money: integer minor units and a currency; no float touches it."""

from decimal import Decimal

from attrs import field, frozen

from hushroom_domain.shared.errors import ValidationFailed

EUR = "EUR"
CENTS = 100
MAX_MINOR = 100_000_000_00
"""Largest amount in minor units: a hundred million, far above any use and far below any overflow."""


def half_up(numerator: int, denominator: int) -> int:
    """Returns `numerator / denominator` rounded to the nearest integer, halves up; for non-negative numbers."""
    assert numerator >= 0
    assert denominator > 0
    return (2 * numerator + denominator) // (2 * denominator)


def _is_an_amount(_instance: object, _attribute: object, minor: int) -> None:
    """Checks type and range in one call, because a search creates thousands of amounts."""
    if not isinstance(minor, int):
        raise TypeError(f"{minor!r} is no whole number of minor units")
    if not 0 <= minor <= MAX_MINOR:
        raise ValueError(f"{minor} minor units: must be >= 0 and <= {MAX_MINOR}")


@frozen
class Money:
    """An amount of `minor` units (cents) of `currency` (ISO 4217, upper case); never negative.

    Amounts of one currency are ordered; adding or comparing two currencies is an AssertionError.
    """

    minor: int = field(validator=_is_an_amount)
    currency: str = EUR

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor > 0

    def share(self, basis_points: int) -> "Money":
        """Returns this amount × `basis_points` / 10,000, half cents rounded up."""
        return Money(half_up(self.minor * basis_points, 10_000), self.currency)

    def prorated(self, part: int, whole: int) -> "Money":
        """Returns this amount × `part` / `whole`, half cents rounded up; used for hourly rates."""
        return Money(half_up(self.minor * part, whole), self.currency)

    def decimal(self) -> Decimal:
        """Returns the exact amount in major units."""
        return Decimal(self.minor) / CENTS

    def __str__(self) -> str:
        """Returns the amount in major units without trailing zeros: `30.5`, `0.3`, `0`."""
        whole, cents = divmod(self.minor, CENTS)
        return f"{whole}.{cents:02d}".rstrip("0") if cents else str(whole)

    def _same(self, other: "Money") -> int:
        assert other.currency == self.currency, "amounts of two currencies do not mix"
        return other.minor


ZERO = Money(0)


def money_of(amount: float | Decimal | str, field_name: str = "amount") -> Money:
    """Returns an amount that clients send in major units. Raises: ValidationFailed (not a number, out of range)."""
    try:
        minor = Decimal(str(amount)) * CENTS
    except (ArithmeticError, ValueError) as error:
        raise ValidationFailed(f"{field_name} must be a number") from error
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise ValidationFailed(f"{field_name} must have at most two decimals")
    if not 0 <= minor <= MAX_MINOR:
        raise ValidationFailed(f"{field_name} is out of range")
    return Money(int(minor))
