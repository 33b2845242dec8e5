"""Pricing and splitting: to the cent, for any rate, duration and tier."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.companions.model import Tier
from hushroom_domain.payments.commission import commission_of, price, split
from hushroom_domain.payments.settlement import amount_due
from hushroom_domain.sessions.machine import Status
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, a_session
from tests.support.strategies import amounts

minutes = st.integers(15, 120)
rates = st.builds(Money, st.integers(1, 100_000))


@given(amounts, st.integers(0, 10_000))
def test_fee_and_share_are_the_amount(amount, basis_points):
    parts = split(amount, basis_points)
    assert parts.fee + parts.share == parts.amount == amount


@given(amounts, st.sampled_from(Tier))
def test_the_fee_is_the_commission_half_cents_up(amount, tier):
    rate = {Tier.STANDARD: Decimal("0.30"), Tier.VERIFIED: Decimal("0.25"), Tier.EXPERT: Decimal("0.20")}[tier]
    cents = (amount.decimal() * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert split(amount, commission_of(tier)).fee.decimal() == cents


@given(rates, minutes)
def test_the_price_is_the_hourly_rate_by_the_minute_half_cents_up(rate, planned):
    exact = rate.decimal() * planned / 60
    assert price(rate, planned).decimal() == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(rates, rates, minutes, minutes)
def test_more_time_and_a_higher_rate_never_cost_less(rate, other_rate, one, other):
    assert price(min(rate, other_rate), min(one, other)) <= price(max(rate, other_rate), max(one, other))


@pytest.mark.parametrize(
    ("rate", "planned", "tier", "amount", "fee"),
    [
        (30_00, 30, Tier.STANDARD, 15_00, 4_50),
        (33_33, 45, Tier.VERIFIED, 25_00, 6_25),
        (99_99, 15, Tier.EXPERT, 25_00, 5_00),
        (1, 30, Tier.STANDARD, 1, 0),
        (45_50, 120, Tier.EXPERT, 91_00, 18_20),
    ],
)
def test_prices_of_real_sessions(rate, planned, tier, amount, fee):
    whole = price(Money(rate), planned)
    assert (whole.minor, split(whole, commission_of(tier)).fee.minor) == (amount, fee)


def abandoned(served_seconds, planned):
    ended_at = NOW + timedelta(seconds=served_seconds)
    return a_session(status=Status.ABANDONED, planned_minutes=planned, started_at=NOW, ended_at=ended_at)


@given(amounts, minutes, st.integers(0, 20_000))
def test_an_abandoned_session_costs_the_part_served_and_never_more_than_all(amount, planned, served):
    session = abandoned(served, planned)
    due = amount_due(session, amount, session.ended_at)
    exact = amount.decimal() * min(served, planned * 60) / (planned * 60)
    assert due.decimal() == exact.quantize(Decimal("0.01"), ROUND_HALF_UP) <= amount.decimal()


@given(amounts, minutes)
def test_a_completed_session_costs_what_was_agreed_however_short_it_was(amount, planned):
    session = a_session(status=Status.COMPLETED, planned_minutes=planned, started_at=NOW, ended_at=NOW)
    assert amount_due(session, amount, NOW) == amount
