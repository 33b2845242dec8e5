"""The changes of a payment and of a refund: each one changes certain fields and the time of the last change."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from attrs import evolve

from hushroom_domain.payments.model import Instruction, Payment, Refund, RefundReason, RefundStatus
from hushroom_domain.payments.rules.provider_snapshot import IntentState
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, a_payment, a_refund, a_snapshot

LATER = NOW + timedelta(minutes=5)
DAY = timedelta(days=1)
HELD = a_payment(status=PaymentStatus.AUTHORIZED, intent_id="pi_1", next_intent_id="pi_2")
PAID = a_payment(status=PaymentStatus.CAPTURED, intent_id="pi_1", captured=Money(15_00))

STEPS: dict[str, Callable[[], Payment | Refund]] = {
    "another attempt": lambda: a_payment().attempted("pm_2", LATER),
    "a capture": lambda: HELD.to_capture(Money(5_00), LATER).entity,
    "a release": lambda: HELD.to_release(LATER).entity,
    "a refund": lambda: PAID.to_refund(a_refund(amount=Money(1_00)), Money(0), LATER).entity,
    "a report": lambda: a_payment().reported(a_snapshot(state=IntentState.AUTHORIZED), LATER),
    "an answer to a refund": lambda: a_refund().answered(RefundStatus.SUCCEEDED, LATER),
}


@pytest.mark.parametrize("step", STEPS)
def test_every_step_says_when_it_was_taken(step: str) -> None:
    assert STEPS[step]().updated_at == LATER


def test_another_attempt_takes_the_card_that_it_is_given() -> None:
    before = a_payment(method_id="pm_1")
    assert before.attempted("pm_2", LATER) == evolve(before, method_id="pm_2", attempted_at=LATER, updated_at=LATER)
    assert before.attempted(None, LATER).method_id is None


def test_a_hold_that_was_to_be_renewed_is_renewed_no_more_once_it_is_to_be_taken_or_let_go() -> None:
    for change in (HELD.to_capture(Money(15_00), LATER), HELD.to_release(LATER)):
        assert change.entity.next_intent_id is None
        assert change.entity.instruction is not Instruction.HOLD
        assert [getattr(event, "intent_id", None) for event in change.events] == [None, "pi_2"]


@pytest.mark.parametrize(
    ("before", "given", "after"),
    [
        (None, None, None),
        (None, RefundReason.ADMIN_OVERRIDE, RefundReason.ADMIN_OVERRIDE),
        (RefundReason.TECHNICAL_FAILURE, None, RefundReason.TECHNICAL_FAILURE),
        (RefundReason.TECHNICAL_FAILURE, RefundReason.ADMIN_OVERRIDE, RefundReason.ADMIN_OVERRIDE),
    ],
)
def test_the_reason_of_a_refund_is_the_newest_that_was_given(
    before: RefundReason | None, given: RefundReason | None, after: RefundReason | None
) -> None:
    refund = a_refund(amount=Money(1_00), reason=given)
    change = evolve(PAID, refund_reason=before).to_refund(refund, Money(0), LATER)
    assert change.entity.refund_reason is after


def test_a_later_report_that_says_nothing_of_them_forgets_neither_secret_nor_deadline() -> None:
    until = NOW + timedelta(days=6)
    told = a_snapshot(state=IntentState.AUTHORIZED, client_secret="pi_1_secret", held_until=until)
    payment = a_payment().reported(told, NOW).reported(a_snapshot(state=IntentState.AUTHORIZED), LATER)
    assert (payment.client_secret, payment.held_until) == ("pi_1_secret", until)


def test_a_payment_stands_good_once_taken_whatever_became_of_the_deadline_of_its_hold() -> None:
    lapsed = evolve(HELD, held_until=NOW)
    assert lapsed.is_funded(NOW - timedelta(microseconds=1))
    assert not lapsed.is_funded(NOW)
    assert evolve(PAID, held_until=NOW).is_funded(LATER)
    assert evolve(PAID, status=PaymentStatus.PARTIALLY_REFUNDED, held_until=NOW).is_funded(LATER)


def test_a_later_report_without_a_customer_keeps_the_one_that_was_told() -> None:
    told = a_payment().reported(a_snapshot(customer_id="cus_1"), NOW)
    assert told.customer_id == "cus_1"
    assert told.reported(a_snapshot(), LATER).customer_id == "cus_1"
    assert told.reported(a_snapshot(customer_id="cus_2"), LATER).customer_id == "cus_2"


def test_only_money_that_is_held_has_a_moment_of_being_held() -> None:
    for state in (IntentState.WAITING, IntentState.FAILED, IntentState.CANCELLED):
        assert a_payment().reported(a_snapshot(state=state), LATER).authorized_at is None
    assert a_payment().reported(a_snapshot(state=IntentState.AUTHORIZED), LATER).authorized_at == LATER


def test_a_capture_counts_as_a_look_and_no_other_report_does() -> None:
    taken = a_payment().reported(a_snapshot(state=IntentState.CAPTURED, captured=Money(15_00)), LATER)
    assert (taken.captured_at, taken.reconciled_at) == (LATER, LATER)
    held = a_payment().reported(a_snapshot(state=IntentState.AUTHORIZED), LATER)
    assert held.reconciled_at == NOW
    refunded = a_snapshot(state=IntentState.CAPTURED, captured=Money(15_00), refunded=Money(1))
    again = taken.reported(refunded, LATER + DAY)
    assert again.reconciled_at == LATER


def test_a_failure_is_told_once_the_payment_has_failed_and_not_before() -> None:
    said = "Your card was declined."
    assert a_payment().reported(a_snapshot(state=IntentState.FAILED, failure=said), NOW).failure == said
    held = a_payment(failure="an earlier one").reported(a_snapshot(state=IntentState.AUTHORIZED, failure=said), NOW)
    assert held.failure == "an earlier one"
