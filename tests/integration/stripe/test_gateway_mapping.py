"""The mapping of Stripe's objects, status by status, without a server."""

from datetime import UTC, datetime
from typing import Any

import pytest
from stripe import Dispute, PaymentIntent

from hushroom_adapters.stripe.mapping import snapshot_of
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState
from hushroom_domain.shared.money import ZERO, Money


def an_intent(status: str, **changes: Any) -> PaymentIntent:
    values = {
        "id": "pi_1",
        "object": "payment_intent",
        "status": status,
        "amount": 3000,
        "amount_received": 0,
        "currency": "eur",
        "client_secret": "pi_1_secret_2",
        "last_payment_error": None,
        "latest_charge": None,
        **changes,
    }
    return PaymentIntent.construct_from(values, "sk_test")


def a_charge(captured: int, refunded: int) -> dict[str, Any]:
    return {
        "id": "ch_1",
        "object": "charge",
        "amount": 3000,
        "amount_captured": captured,
        "amount_refunded": refunded,
        "disputed": False,
    }


def a_dispute(status: str, amount: int = 3000) -> Dispute:
    return Dispute.construct_from({"id": "dp_1", "object": "dispute", "status": status, "amount": amount}, "sk_test")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("requires_payment_method", IntentState.WAITING),
        ("requires_confirmation", IntentState.WAITING),
        ("requires_action", IntentState.WAITING),
        ("processing", IntentState.WAITING),
        ("requires_capture", IntentState.AUTHORIZED),
        ("succeeded", IntentState.CAPTURED),
        ("canceled", IntentState.CANCELLED),
        ("a_status_of_next_year", IntentState.WAITING),
    ],
)
def test_each_status_has_one_meaning_and_an_unknown_one_is_never_success(status: str, state: IntentState) -> None:
    assert snapshot_of(an_intent(status)).state is state


@pytest.mark.parametrize(
    ("card", "until"),
    [
        ({"capture_before": 1_772_442_000}, datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ({"capture_before": None}, None),
        ({}, None),
    ],
)
def test_a_hold_lives_until_the_card_network_says_and_otherwise_nobody_knows(
    card: dict[str, Any], until: object
) -> None:
    charge = {**a_charge(0, 0), "payment_method_details": {"type": "card", "card": card}}
    assert snapshot_of(an_intent("requires_capture", latest_charge=charge)).held_until == until
    assert snapshot_of(an_intent("canceled", latest_charge=charge)).held_until is None
    assert snapshot_of(an_intent("requires_capture", latest_charge=a_charge(0, 0))).held_until is None


def test_an_intent_that_waits_for_another_card_has_failed_with_the_last_ones_reason() -> None:
    error = {"type": "card_error", "message": "Your card has expired."}
    hold = snapshot_of(an_intent("requires_payment_method", last_payment_error=error))
    assert (hold.state, hold.failure) == (IntentState.FAILED, "Your card has expired.")


def test_the_reason_of_a_card_before_the_good_one_is_forgotten() -> None:
    error = {"type": "card_error", "message": "Your card has expired."}
    assert snapshot_of(an_intent("requires_capture", last_payment_error=error)).failure is None


@pytest.mark.parametrize(
    ("received", "charge", "refunded"),
    [
        (3000, a_charge(3000, 0), 0),
        (3000, a_charge(3000, 1200), 1200),
        (2000, a_charge(2000, 1000), 0),  # the part that was released at the capture
        (2000, a_charge(2000, 1500), 500),
        (0, a_charge(0, 3000), 0),  # a released hold
    ],
)
def test_only_what_was_captured_counts_as_refunded(received: int, charge: dict[str, Any], refunded: int) -> None:
    hold = snapshot_of(an_intent("succeeded", amount_received=received, latest_charge=charge))
    assert (hold.captured, hold.refunded) == (Money(received), Money(refunded))


@pytest.mark.parametrize(
    ("statuses", "state", "disputed"),
    [
        ((), DisputeState.NONE, 0),
        (("needs_response",), DisputeState.OPEN, 3000),
        (("under_review",), DisputeState.OPEN, 3000),
        (("won",), DisputeState.WON, 3000),
        (("lost",), DisputeState.LOST, 3000),
        (("lost", "lost"), DisputeState.LOST, 6000),
        (("won", "lost"), DisputeState.LOST, 3000),
        (("lost", "needs_response"), DisputeState.OPEN, 3000),
        (("warning_needs_response",), DisputeState.NONE, 3000),
        (("a_status_of_next_year",), DisputeState.OPEN, 3000),
    ],
)
def test_disputes_come_to_the_one_that_matters_most(
    statuses: tuple[str, ...], state: DisputeState, disputed: int
) -> None:
    hold = snapshot_of(an_intent("succeeded", amount_received=6000), [a_dispute(status) for status in statuses])
    assert (hold.dispute, hold.disputed) == (state, Money(disputed))


def test_nothing_captured_is_nothing_and_the_payers_secret_is_passed_on() -> None:
    hold = snapshot_of(an_intent("requires_action"))
    assert (hold.captured, hold.refunded, hold.client_secret) == (ZERO, ZERO, "pi_1_secret_2")
