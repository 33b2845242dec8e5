"""Pricing and splitting: to the cent, for any rate, duration and tier."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.companions.model import CompanionTier
from hushroom_domain.payments.rules.commission import commission_of, price, split
from hushroom_domain.payments.services.settlement import amount_due
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionEndedBy, SessionStatus
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, a_session
from tests.support.existing import existing
from tests.support.strategies import amounts

minutes = st.integers(15, 120)
rates = st.builds(Money, st.integers(1, 100_000))


@given(amounts, st.integers(0, 10_000))
def test_fee_and_share_are_the_amount(amount: Money, basis_points: int) -> None:
    parts = split(amount, basis_points)
    assert parts.fee + parts.share == parts.amount == amount


@given(amounts, st.sampled_from(CompanionTier))
def test_the_fee_is_the_commission_half_cents_up(amount: Money, tier: Any) -> None:
    rate = {
        CompanionTier.STANDARD: Decimal("0.30"),
        CompanionTier.VERIFIED: Decimal("0.25"),
        CompanionTier.EXPERT: Decimal("0.20"),
    }[tier]
    cents = (amount.decimal() * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert split(amount, commission_of(tier)).fee.decimal() == cents


@given(rates, minutes)
def test_the_price_is_the_hourly_rate_by_the_minute_half_cents_up(rate: Money, planned: int) -> None:
    exact = rate.decimal() * planned / 60
    assert price(rate, planned).decimal() == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(rates, rates, minutes, minutes)
def test_more_time_and_a_higher_rate_never_cost_less(rate: Money, other_rate: Money, one: int, other: int) -> None:
    assert price(min(rate, other_rate), min(one, other)) <= price(max(rate, other_rate), max(one, other))


@pytest.mark.parametrize(
    ("rate", "planned", "tier", "amount", "fee"),
    [
        (30_00, 30, CompanionTier.STANDARD, 15_00, 4_50),
        (33_33, 45, CompanionTier.VERIFIED, 25_00, 6_25),
        (99_99, 15, CompanionTier.EXPERT, 25_00, 5_00),
        (1, 30, CompanionTier.STANDARD, 1, 0),
        (45_50, 120, CompanionTier.EXPERT, 91_00, 18_20),
    ],
)
def test_prices_of_real_sessions(rate: int, planned: int, tier: CompanionTier, amount: int, fee: int) -> None:
    whole = price(Money(rate), planned)
    assert (whole.minor, split(whole, commission_of(tier)).fee.minor) == (amount, fee)


def over(
    served_seconds: int, planned: int, ended_by: SessionEndedBy | None, status: SessionStatus = SessionStatus.COMPLETED
) -> Session:
    ended_at = NOW + timedelta(seconds=served_seconds)
    return a_session(status=status, planned_minutes=planned, started_at=NOW, ended_at=ended_at, ended_by=ended_by)


def due_after(served_seconds: int, planned: int, ended_by: SessionEndedBy, amount: Money) -> Money:
    session = over(served_seconds, planned, ended_by)
    return amount_due(session, amount, existing(session.ended_at))


seconds = st.integers(0, 20_000)
ends = st.sampled_from(SessionEndedBy)


@given(amounts, minutes, seconds, st.sampled_from([SessionEndedBy.PLATFORM, SessionEndedBy.COMPANION_LEFT]))
def test_a_session_that_the_platform_or_a_leaving_companion_ended_costs_the_part_served(
    amount: Money, planned: int, served: int, ended_by: SessionEndedBy
) -> None:
    exact = amount.decimal() * min(served, planned * 60) / (planned * 60)
    due = due_after(served, planned, ended_by, amount)
    assert due.decimal() == exact.quantize(Decimal("0.01"), ROUND_HALF_UP) <= amount.decimal()


@given(amounts, minutes, seconds)
def test_a_session_that_its_seeker_ended_costs_what_was_agreed_however_short_it_was(
    amount: Money, planned: int, served: int
) -> None:
    assert due_after(served, planned, SessionEndedBy.SEEKER, amount) == amount


@given(amounts, minutes, seconds)
def test_a_session_that_its_companion_ended_costs_the_part_served_below_four_fifths_and_all_from_there(
    amount: Money, planned: int, served: int
) -> None:
    by_time = due_after(served, planned, SessionEndedBy.PLATFORM, amount)
    is_early = 5 * served < 4 * planned * 60
    assert due_after(served, planned, SessionEndedBy.COMPANION, amount) == (by_time if is_early else amount)


@pytest.mark.parametrize(
    ("served", "due"), [(0, 0), (1, 1), (15 * 60, 7_50), (24 * 60 - 1, 11_99), (24 * 60, 15_00), (9_000, 15_00)]
)
def test_an_end_by_the_companion_second_by_second(served: int, due: int) -> None:
    assert due_after(served, 30, SessionEndedBy.COMPANION, Money(15_00)) == Money(due)


@given(amounts, minutes, seconds, seconds, ends, st.sampled_from(CompanionTier))
def test_no_end_costs_more_than_is_held_or_less_for_more_time_and_the_shares_add_up(
    amount: Money, planned: int, one: int, other: int, ended_by: Any, tier: Any
) -> None:
    shorter, longer = (due_after(served, planned, ended_by, amount) for served in sorted((one, other)))
    assert shorter <= longer <= amount
    for due in (shorter, longer):
        parts = split(due, commission_of(tier))
        assert parts.fee + parts.share == due


@given(amounts, minutes, seconds)
def test_an_end_of_before_it_was_kept_by_whom_is_settled_by_the_status(
    amount: Money, planned: int, served: int
) -> None:
    completed, abandoned = (
        over(served, planned, None, status) for status in (SessionStatus.COMPLETED, SessionStatus.ABANDONED)
    )
    assert amount_due(completed, amount, NOW) == amount
    by_time = due_after(served, planned, SessionEndedBy.PLATFORM, amount)
    assert amount_due(abandoned, amount, existing(abandoned.ended_at)) == by_time
