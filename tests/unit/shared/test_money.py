"""Money: exact minor units, read from JSON without floats."""

import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.money import MAX_MINOR, Money, half_up, money_of
from tests.support.strategies import amounts


@pytest.mark.parametrize(
    ("minor", "text"), [(0, "0"), (30, "0.3"), (5, "0.05"), (3_050, "30.5"), (3_000, "30"), (10, "0.1"), (1_00, "1")]
)
def test_money_is_written_without_trailing_zeros(minor: int, text: str) -> None:
    assert str(Money(minor)) == text


@given(st.integers(0, MAX_MINOR))
def test_what_is_written_is_read_back_whatever_form_it_took(minor: int) -> None:
    money = Money(minor)
    assert money_of(str(money)) == money_of(money.decimal()) == money
    assert Decimal(str(money)) == money.decimal()


def test_the_largest_amount_is_a_hundred_million_and_not_a_cent_more() -> None:
    largest = Money(100_000_000_00)
    assert (MAX_MINOR, largest.minor, str(largest)) == (100_000_000_00, 100_000_000_00, "100000000")
    assert money_of("100000000") == money_of(100_000_000) == largest
    assert (largest.share(10_000), largest.prorated(1, 1), largest - Money(0)) == (largest, largest, largest)
    too_much: tuple[Callable[[], Money], ...] = (
        lambda: Money(largest.minor + 1),
        lambda: largest + Money(1),
        lambda: largest.prorated(2, 1),
    )
    for beyond in too_much:
        with pytest.raises(ValueError, match="must be >= 0 and <= 10000000000"):
            beyond()
    with pytest.raises(ValidationFailed, match="price is out of range"):
        money_of("100000000.01", "price")


@given(st.integers(0, 1_000_000_00))
def test_a_json_number_is_the_amount_that_was_meant(minor: int) -> None:
    assert money_of(minor / 100) == Money(minor)


@pytest.mark.parametrize(
    "amount", ["0.001", "-0.01", "NaN", "-Infinity", "1e20", "1e999999", "1e-999999", 0.005, -1, "abc", "1,5"]
)
def test_what_is_no_amount_is_refused(amount: str | float) -> None:
    with pytest.raises(ValidationFailed, match="price"):
        money_of(amount, "price")


@pytest.mark.parametrize(("numerator", "expected"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 1), (5, 1), (6, 2)])
def test_halves_round_up(numerator: int, expected: int) -> None:
    # Of four: a quarter and less go down, two quarters and more go up.
    assert half_up(numerator, 4) == expected


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_half_up_is_the_nearest_integer(numerator: int, denominator: int) -> None:
    rounded = half_up(numerator, denominator)
    difference = Fraction(numerator, denominator) - rounded
    assert Fraction(-1, 2) <= difference < Fraction(1, 2)


@given(amounts, amounts)
def test_money_adds_and_subtracts_exactly(one: Money, other: Money) -> None:
    assert (one + other) - other == one
    assert (one + other).minor == one.minor + other.minor


@given(amounts, st.integers(0, 10_000))
def test_a_share_is_never_more_than_the_whole(amount: Money, basis_points: int) -> None:
    assert Money(0) <= amount.share(basis_points) <= amount


def test_money_is_never_negative_fractional_or_of_two_currencies() -> None:
    with pytest.raises(ValueError, match="must be >= 0"):
        Money(1) - Money(2)
    with pytest.raises(TypeError):
        Money(1.5)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match=r"^amounts of two currencies do not mix"):
        Money(1) + Money(1, "USD")


@given(amounts, amounts)
def test_amounts_are_ordered_by_their_cents(one: Money, other: Money) -> None:
    assert (one < other) is (one.minor < other.minor)
    assert (one <= other) is (one.minor <= other.minor)
    assert (one > other) is (one.minor > other.minor)
    assert (one >= other) is (one.minor >= other.minor)
    assert min(one, other) + max(one, other) == one + other


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
def test_amounts_of_two_currencies_have_no_order(compare: Callable[[Money, Money], bool]) -> None:
    with pytest.raises(AssertionError, match=r"^amounts of two currencies do not mix"):
        compare(Money(1), Money(2, "USD"))


def test_the_largest_amount_is_an_amount_and_one_cent_more_is_not() -> None:
    assert money_of("100000000") == Money(MAX_MINOR)
    assert money_of(Decimal(MAX_MINOR) / 100).minor == MAX_MINOR
    with pytest.raises(ValidationFailed, match=r"^amount is out of range$"):
        money_of("100000000.01")
    with pytest.raises(ValueError, match="must be >= 0 and <= 10000000000"):
        Money(MAX_MINOR + 1)
    with pytest.raises(ValueError, match="-1 minor units"):
        Money(-1)
    with pytest.raises(TypeError, match="no whole number"):
        Money(1.0)  # type: ignore[arg-type]


@given(amounts, st.integers(0, 10_000))
def test_a_part_of_an_amount_is_of_its_currency(amount: Money, part: int) -> None:
    abroad = Money(amount.minor, "USD")
    parts = (abroad.share(part), abroad.prorated(part, 10_000), abroad + abroad, abroad - abroad)
    assert {one.currency for one in parts} == {"USD"}


@pytest.mark.parametrize(
    ("numerator", "denominator", "nearest"), [(0, 1, 0), (1, 2, 1), (1, 3, 0), (2, 3, 1), (5, 2, 3)]
)
def test_halves_are_rounded_up(numerator: int, denominator: int, nearest: int) -> None:
    assert half_up(numerator, denominator) == nearest
    with pytest.raises(AssertionError):
        half_up(-1, denominator)
    with pytest.raises(AssertionError):
        half_up(numerator, 0)
