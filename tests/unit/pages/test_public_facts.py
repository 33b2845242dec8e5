"""The values that public pages compute: free days, the outline of a session, prices by tier, the state in words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.sessions.policy import PLANNED_MINUTES
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.time import Period
from hushroom_http.pages.context import NO_AVATARS, PageContext
from hushroom_http.pages.directory.forms import FILTERS, wanted_of
from hushroom_http.pages.directory.free_days import coming_days, free_days, is_always_free
from hushroom_http.pages.forms import Submission
from hushroom_http.pages.information.outline import outline_of
from hushroom_http.pages.information.prices import quote_of
from hushroom_http.pages.information.state import parts_of
from hushroom_http.pages.languages import chosen
from tests.support.strategies import zones

NOW = datetime(2026, 3, 26, 9, tzinfo=UTC)
"""Three days before the clocks change in Europe."""


def context(zone_key: str = "UTC", language: str = "en") -> PageContext:
    return PageContext(
        language=chosen(language),
        zone_key=zone_key,
        now=NOW,
        reader=None,
        path="/companions",
        has_web_app=True,
        form_token="",
        new_form_id="",
        avatars=NO_AVATARS,
        notice="",
    )


def sent(**values: str) -> Submission:
    return Submission({name: [value] for name, value in values.items()})


def test_a_night_that_is_free_belongs_to_two_days_of_the_reader() -> None:
    night = Period(datetime(2026, 3, 26, 20, tzinfo=UTC), datetime(2026, 3, 27, 6, tzinfo=UTC))
    days = free_days(context("Europe/Paris"), [night])
    assert [[str(hours) for hours in day.hours] for day in days] == [
        ['<time datetime="2026-03-26T20:00Z">21:00 to 00:00</time>'],
        ['<time datetime="2026-03-26T23:00Z">00:00 to 07:00</time>'],
    ]


def test_a_gap_that_is_too_short_for_a_session_is_not_shown() -> None:
    assert free_days(context(), [Period.lasting(NOW, PLANNED_MINUTES.min - 1)]) == []
    assert len(free_days(context(), [Period.lasting(NOW, PLANNED_MINUTES.min)])) == 1


@given(zones, st.integers(0, 7 * 24 * 4), st.integers(1, 3 * 24 * 4))
def test_the_days_of_a_reader_are_made_of_the_free_time_and_nothing_else(zone: str, start: int, length: int) -> None:
    begin = NOW + timedelta(minutes=15 * start)
    page = context(zone)
    shown = free_days(page, [Period(begin, begin + timedelta(minutes=15 * length))])
    starts = [str(hours).split('"')[1] for day in shown for hours in day.hours]
    assert starts == sorted(starts)
    assert len(shown) == len({str(day.title) for day in shown})


def test_free_time_without_an_end_is_told_apart() -> None:
    span = coming_days(NOW)
    assert is_always_free([span], span)
    assert not is_always_free([Period(span.start, span.end - timedelta(minutes=1))], span)
    assert not is_always_free([], span)


@pytest.mark.parametrize("planned", range(PLANNED_MINUTES.min, PLANNED_MINUTES.max + 1))
def test_the_parts_of_a_session_add_up_to_it(planned: int) -> None:
    outline = outline_of(planned)
    assert outline.opening + outline.core + outline.closing == planned
    assert min(outline.opening, outline.core, outline.closing) >= 1
    assert outline.closing_at == planned - outline.closing


@given(st.integers(1, 100_000), st.integers(PLANNED_MINUTES.min, PLANNED_MINUTES.max))
def test_the_parts_of_a_price_add_up_to_it_in_each_tier(cents: int, minutes: int) -> None:
    quote = quote_of(sent(rate=f"{cents // 100}.{cents % 100:02}", minutes=str(minutes)))
    assert quote.splits.keys() == set(CompanionTier)
    assert {parts.fee + parts.share for parts in quote.splits.values()} == {quote.price}


def test_all_that_is_wrong_with_a_price_is_told_at_once() -> None:
    with pytest.raises(ValidationFailed) as refused:
        quote_of(sent(rate="0", minutes="1"))
    assert {problem.field for problem in refused.value.problems} == {"rate", "minutes"}


def test_a_part_is_well_only_if_all_of_its_services_are() -> None:
    states = {part.name: part.is_well for part in parts_of({"database": True, "disk": False, "redis": True})}
    assert states == {"Pages, accounts and bookings": False, "Live news in rooms and signing in": True}
    assert parts_of({}) == ()


def test_filters_become_a_search_with_the_time_in_the_zone_that_was_typed() -> None:
    asked = sent(q=" calm ", price="20,50", tier="EXPERT", online="yes", when="2026-04-01T10:00", minutes="45")
    wanted = wanted_of(context(), Submission({**asked.values, "zone": ["Europe/Paris"]}))
    search = wanted.search
    assert (search.text, search.max_price, search.type, search.is_online) == (
        "calm",
        Money(20_50),
        CompanionTier.EXPERT,
        True,
    )
    assert wanted.time == Period.lasting(datetime(2026, 4, 1, 8, tzinfo=UTC), 45)


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(ValidationFailed) as refused:
        wanted_of(context("Europe/Paris"), sent(when="2026-03-29T02:30"))
    assert [problem.field for problem in refused.value.problems] == ["when"]


def refused_fields(texts: dict[str, str]) -> set[str]:
    """Returns the names of the filters that are refused with these texts."""
    try:
        wanted_of(context(), sent(**texts))
    except ValidationFailed as refusal:
        return {problem.field for problem in refusal.problems}
    return set()


@given(st.dictionaries(st.sampled_from([one.name for one in FILTERS.fields]), st.text(max_size=30)))
def test_any_text_in_any_filter_is_a_search_or_a_problem_of_that_filter(texts: dict[str, str]) -> None:
    assert refused_fields(texts) <= texts.keys()
