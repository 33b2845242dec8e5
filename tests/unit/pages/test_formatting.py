"""Times, money and names as a reader sees them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.shared.money import Money
from hushroom_http.pages.formatting import Formats
from hushroom_http.pages.languages import ARABIC_DIGITS, chosen

LANGUAGES = st.sampled_from(["en", "fr", "ar"])
CITIES = st.sampled_from(["Europe/Paris", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"])
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def formats(tag: str = "en", zone: str = "Europe/Paris") -> Formats:
    return Formats(language=chosen(tag), zone_key=zone, now=NOW)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today 16:00"),
        (1, "tomorrow 16:00"),
        (-1, "yesterday 16:00"),
        (3, "Monday 16:00"),
        (7, "Fri, December 4 16:00"),
        (400, "Sat, January 1, 2028 16:00"),
    ],
)
def test_a_time_that_is_near_is_relative(days: int, words: str) -> None:
    when = datetime(2026, 11, 27, 15, 0, tzinfo=UTC) + timedelta(days=days)
    assert f">{words}<" in formats().moment(when)
    assert f'datetime="{when:%Y-%m-%dT%H:%M}Z"' in formats().moment(when)


def test_the_day_is_that_of_the_readers_zone() -> None:
    late = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    assert "tomorrow 00:30" in formats().moment(late)
    assert "today 23:30" in formats(zone="UTC").moment(late)


def test_a_zone_is_named_in_words() -> None:
    assert formats().zone_name == "Paris time"
    assert formats("ar").zone_name == "توقيت باريس"
    assert formats(zone="UTC").zone_name == "UTC"
    assert formats(zone="Nowhere/Gone").zone_name == "UTC"


def test_money_keeps_its_direction_and_its_cents() -> None:
    assert formats().money(Money(1250)) == '<bdi class="money">€12.50</bdi>'
    assert (
        formats("fr").money(Money(123456)).replace("\u202f", " ").replace("\xa0", " ")
        == '<bdi class="money">1 234,56 €</bdi>'
    )
    assert "١٢" in formats(ARABIC_DIGITS).money(Money(1250))


def test_digits_are_those_of_the_language() -> None:
    assert formats(ARABIC_DIGITS).minutes(30) == "٣٠ دقيقة"
    assert formats("ar").minutes(2) == "دقيقتان"
    assert formats("fr").percent(1_550).replace("\u202f", " ").replace("\xa0", " ") == "15,5 %"


def test_names_and_texts_are_escaped_and_isolated() -> None:
    assert formats().person("<b>Ada") == "<bdi>&lt;b&gt;Ada</bdi>"
    assert formats().written("a<\nb") == '<span dir="auto">a&lt;<br>b</span>'


def test_a_field_gets_the_local_time() -> None:
    assert formats().local(datetime(2026, 7, 1, 8, 0, tzinfo=UTC)) == "2026-07-01T10:00"


@given(tag=LANGUAGES, minor=st.integers(0, 10**9), currency=st.sampled_from(["EUR", "USD"]))
def test_an_amount_is_that_of_cldr(tag: str, minor: int, currency: str) -> None:
    assert formats(tag).amount(Money(minor, currency)) == format_currency(minor / 100, currency, locale=tag)


@given(tag=LANGUAGES, value=st.one_of(st.integers(0, 10**9), st.floats(0, 10**6)), share=st.integers(0, 10_000))
def test_a_number_is_that_of_cldr(tag: str, value: float, share: int) -> None:
    assert formats(tag).number(value) == format_decimal(value, locale=tag)
    assert formats(tag).percent(share) == format_percent(share / 10_000, locale=tag, decimal_quantization=False)


@given(tag=LANGUAGES, zone=CITIES, seconds=st.integers(-(10**9), 10**9))
def test_a_time_is_that_of_cldr_in_the_zone(tag: str, zone: str, seconds: int) -> None:
    when, shown = NOW + timedelta(seconds=seconds), formats(tag, zone)
    assert f">{format_datetime(when, 'HH:mm', shown.zone, locale=tag)}<" in shown.clock(when)
    assert f">{format_datetime(when, 'short', shown.zone, locale=tag)}<" in shown.stamp(when)
    assert f">{format_date(when.astimezone(shown.zone).date(), 'full', locale=tag)}<" in shown.day(when)


@given(tag=LANGUAGES, days=st.integers(2, 6))
def test_a_day_of_this_week_is_that_of_cldr(tag: str, days: int) -> None:
    when = NOW + timedelta(days=days)
    assert f">{format_date(when.date(), 'EEEE', locale=tag)}<" in formats(tag).near_day(when)


@given(tag=LANGUAGES, zone=CITIES)
def test_a_zone_is_named_after_its_city(tag: str, zone: str) -> None:
    assert get_timezone_location(zone, locale=tag, return_city=True) in formats(tag, zone).zone_name


def test_equal_values_of_different_types_are_written_alike() -> None:
    assert [formats().number(value) for value in (5, 5.0, 4.5)] == ["5", "5", "4.5"]
    assert formats().day(date(2026, 11, 27)) == formats().day(NOW)
