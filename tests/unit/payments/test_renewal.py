"""The renewal of holds, and the effect of the bank's response."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.payments.events import HoldSuperseded, PaymentActionRequired
from hushroom_domain.payments.model import Instruction, Payment
from hushroom_domain.payments.policy import RENEW_BEFORE, RENEWAL_PAUSE, SHORTEST_HOLD
from hushroom_domain.payments.rules.provider_snapshot import IntentState
from hushroom_domain.payments.services.renewal import (
    begin_renewal,
    finish_renewal,
    is_hold_expired,
    is_renewal_due,
    needs_kept_card,
)
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.policy import IDLE_LIMIT, LONGEST_RUN
from tests.support.builders import NOW, a_payment, a_snapshot

DAYS = st.integers(0, 365 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def held(**about: Any) -> Payment:
    usual = {
        "intent_id": "pi_1",
        "status": PaymentStatus.AUTHORIZED,
        "keeps_card": True,
        "held_until": NOW + timedelta(hours=23),
        "attempted_at": NOW - timedelta(days=6),
    }
    return a_payment(**{**usual, **about})


def left_over(payment: Payment, intent_id: str) -> HoldSuperseded:
    return HoldSuperseded(payment_id=payment.id, intent_id=intent_id)


@given(ahead=DAYS)
def test_a_session_for_which_no_card_is_kept_is_over_before_the_shortest_hold_needs_renewing(ahead: timedelta) -> None:
    if not needs_kept_card(NOW + ahead, NOW):
        assert NOW + ahead + IDLE_LIMIT + LONGEST_RUN <= NOW + SHORTEST_HOLD - RENEW_BEFORE


@given(ahead=DAYS, more=DAYS)
def test_a_later_session_needs_its_hold_no_shorter(ahead: timedelta, more: timedelta) -> None:
    assert needs_kept_card(NOW + ahead, NOW) <= needs_kept_card(NOW + ahead + more, NOW)


def test_a_session_without_a_time_needs_no_kept_card() -> None:
    assert not needs_kept_card(None, NOW)
    assert not needs_kept_card(NOW - timedelta(minutes=5), NOW)


@given(
    status=st.sampled_from(PaymentStatus),
    instruction=st.sampled_from(Instruction),
    keeps_card=st.booleans(),
    left=st.one_of(st.none(), st.integers(-100, 300)),
    rested=st.integers(0, 100),
)
def test_only_a_hold_that_is_to_stay_and_ends_soon_is_renewed(
    status: Any, instruction: Any, keeps_card: bool, left: int | None, rested: int
) -> None:
    payment = held(
        status=status,
        instruction=instruction,
        keeps_card=keeps_card,
        held_until=None if left is None else NOW + timedelta(hours=left),
        attempted_at=NOW - timedelta(hours=rested),
    )
    stays = (status, instruction) == (PaymentStatus.AUTHORIZED, Instruction.HOLD)
    assert is_renewal_due(payment, NOW) is (stays and keeps_card and left is not None and left <= 24 and rested >= 6)
    assert is_hold_expired(payment, NOW) is (stays and left is not None and left <= 0)


def test_the_new_hold_takes_the_place_of_the_old_one_which_is_let_go() -> None:
    opened = begin_renewal(held(), "pi_2", NOW).entity
    assert (opened.intent_id, opened.next_intent_id) == ("pi_1", "pi_2")
    later = NOW + timedelta(days=7)
    change = finish_renewal(opened, a_snapshot(IntentState.AUTHORIZED, intent_id="pi_2", held_until=later), NOW)
    after = change.entity
    assert (after.intent_id, after.next_intent_id, after.held_until) == ("pi_2", None, later)
    assert after.attempted_at == NOW
    assert change.events == (left_over(after, "pi_1"),)
    assert not is_renewal_due(after, NOW)


@pytest.mark.parametrize("state", [IntentState.FAILED, IntentState.CANCELLED])
def test_a_bank_that_refuses_leaves_the_old_hold_and_is_left_in_peace(state: IntentState) -> None:
    opened = begin_renewal(held(), "pi_2", NOW).entity
    change = finish_renewal(opened, a_snapshot(state, intent_id="pi_2"), NOW)
    after = change.entity
    assert (after.intent_id, after.next_intent_id, after.held_until) == ("pi_1", None, opened.held_until)
    assert change.events == (left_over(after, "pi_2"),)
    assert not is_renewal_due(after, NOW + RENEWAL_PAUSE - timedelta(seconds=1))
    assert is_renewal_due(after, NOW + RENEWAL_PAUSE)


def test_an_answer_that_comes_twice_or_not_yet_changes_nothing() -> None:
    opened = begin_renewal(held(), "pi_2", NOW).entity
    waiting = finish_renewal(opened, a_snapshot(IntentState.WAITING, intent_id="pi_2"), NOW)
    assert (waiting.entity, waiting.events) == (opened, ())
    good = a_snapshot(IntentState.AUTHORIZED, intent_id="pi_2", held_until=NOW + timedelta(days=7))
    after = finish_renewal(opened, good, NOW).entity
    again = finish_renewal(after, good, NOW)
    assert (again.entity, again.events) == (after, ())
    for known in (opened, after):
        noted = begin_renewal(known, "pi_2", NOW)
        assert (noted.entity, noted.events) == (known, ())


def test_a_hold_that_came_too_late_is_let_go() -> None:
    for payment in (
        held(instruction=Instruction.CAPTURE),
        held(status=PaymentStatus.CANCELLED),
        held(next_intent_id="pi_3"),
    ):
        change = begin_renewal(payment, "pi_2", NOW)
        assert (change.entity, change.events) == (payment, (left_over(payment, "pi_2"),))


@pytest.mark.parametrize("ask", ["capture", "release"])
def test_what_ends_the_hold_lets_the_one_go_that_was_to_follow(ask: str) -> None:
    opened = begin_renewal(held(), "pi_2", NOW).entity
    change = opened.to_capture(opened.amount, NOW) if ask == "capture" else opened.to_release(NOW)
    assert change.entity.next_intent_id is None
    assert change.events == (PaymentActionRequired(opened.id), left_over(opened, "pi_2"))


def test_a_report_of_another_hold_than_the_payments_own_says_nothing() -> None:
    payment = held()
    for state in IntentState:
        assert payment.reported(a_snapshot(state, intent_id="pi_0"), NOW) is payment
    assert payment.reported(a_snapshot(IntentState.CANCELLED), NOW).status is PaymentStatus.CANCELLED
    assert evolve(payment, intent_id=None).reported(a_snapshot(IntentState.CANCELLED), NOW).intent_id == "pi_1"
