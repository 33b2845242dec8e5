"""The provider's reports lead to the same payment in any order, late, twice or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from hushroom_domain.payments.errors import NotCapturable, NotRefundable, RefundTooLarge
from hushroom_domain.payments.events import PaymentActionRequired
from hushroom_domain.payments.model import Instruction, Payment
from hushroom_domain.payments.policy import ATTEMPT_LEASE
from hushroom_domain.payments.rules.provider_snapshot import DisputeState, IntentState, ProviderSnapshot
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, a_payment, a_refund, a_snapshot
from tests.support.strategies import provider_histories

FORWARD = {
    PaymentStatus.PENDING: 0,
    PaymentStatus.FAILED: 1,
    PaymentStatus.AUTHORIZED: 1,
    PaymentStatus.CANCELLED: 2,
    PaymentStatus.CAPTURED: 3,
    PaymentStatus.PARTIALLY_REFUNDED: 4,
    PaymentStatus.REFUNDED: 5,
}
"""The order of the statuses; a dispute can interrupt it anywhere."""


def facts(payment: Payment) -> tuple[Any, Any, Any, Any, Any, Any]:
    return (payment.status, payment.captured, payment.refunded, payment.dispute, payment.amount, payment.intent_id)


def told(history: list[ProviderSnapshot]) -> Payment:
    payment = a_payment(amount=Money(15_00))
    for report in history:
        payment = payment.reported(report, NOW)
    return payment


@given(st.data())
def test_reports_in_any_order_and_any_number_of_times_come_to_the_same_end(data: DataObject) -> None:
    history = data.draw(provider_histories())
    in_order = facts(told(history))
    again = data.draw(st.lists(st.sampled_from(history), max_size=5))
    assert facts(told(data.draw(st.permutations([*history, *again])))) == in_order


@given(st.data())
def test_the_last_word_alone_says_it_all(data: DataObject) -> None:
    history = data.draw(provider_histories())
    kept = [report for report in history[:-1] if data.draw(st.booleans())]
    assert facts(told([*kept, history[-1]])) == facts(told(history))


@given(st.data())
def test_no_report_ever_leads_backwards(data: DataObject) -> None:
    history = data.draw(provider_histories())
    payment = a_payment(amount=Money(15_00))
    for report in data.draw(st.permutations(history * 2)):
        after = payment.reported(report, NOW)
        assert after.captured >= payment.captured
        assert after.refunded >= payment.refunded
        assert after.refunded <= after.captured
        if PaymentStatus.DISPUTED not in {payment.status, after.status}:
            assert FORWARD[after.status] >= FORWARD[payment.status]
        payment = after


@given(provider_histories())
def test_the_same_report_twice_changes_nothing_not_even_the_time(history: list[ProviderSnapshot]) -> None:
    payment = told(history)
    assert payment.reported(history[-1], NOW + timedelta(days=1)) is payment


def test_a_premature_success_without_an_amount_is_no_success() -> None:
    assert told([a_snapshot(IntentState.CAPTURED)]).status is PaymentStatus.PENDING


def test_a_failure_keeps_its_reason_and_a_later_waiting_does_not_revive_it() -> None:
    failed = told([a_snapshot(IntentState.FAILED, failure="Your card was declined.")])
    assert (failed.status, failed.failure) == (PaymentStatus.FAILED, "Your card was declined.")
    assert failed.reported(a_snapshot(IntentState.WAITING), NOW).status is PaymentStatus.FAILED


@given(provider_histories(), st.integers(0, 40), st.sampled_from(IntentState))
def test_what_a_later_report_leaves_out_is_not_forgotten(
    history: list[ProviderSnapshot], days: int, state: Any
) -> None:
    """Keeps the client secret and the end of the hold, which are reported once and needed later."""
    until = NOW + timedelta(days=days)
    before = told(history).reported(a_snapshot(client_secret="once", held_until=until), NOW)
    after = before.reported(a_snapshot(state), NOW)
    assert (after.client_secret, after.held_until) == ("once", until)
    newer = after.reported(a_snapshot(client_secret="twice", held_until=until + timedelta(days=1)), NOW)
    assert (newer.client_secret, newer.held_until) == ("twice", until + timedelta(days=1))


@pytest.mark.parametrize("instruction", Instruction)
@pytest.mark.parametrize("status", PaymentStatus)
@pytest.mark.parametrize("days", [None, -1, 0, 1])
def test_money_stands_good_while_it_is_held_and_once_it_is_taken_however_long_ago_the_hold_ended(
    status: PaymentStatus, instruction: Instruction, days: int | None
) -> None:
    until = None if days is None else NOW + timedelta(days=days)
    payment = a_payment(status=status, instruction=instruction, held_until=until)
    is_held = status is PaymentStatus.AUTHORIZED and days in {None, 1}
    is_taken = status in {PaymentStatus.CAPTURED, PaymentStatus.PARTIALLY_REFUNDED}
    assert payment.is_funded(NOW) is ((is_held or is_taken) and instruction is not Instruction.RELEASE)


def test_times_are_noted_once() -> None:
    held = a_payment().reported(a_snapshot(IntentState.AUTHORIZED), NOW)
    later = NOW + timedelta(hours=1)
    paid = held.reported(a_snapshot(IntentState.CAPTURED, captured=Money(15_00)), later)
    back = paid.reported(a_snapshot(IntentState.CAPTURED, captured=Money(15_00), refunded=Money(1_00)), later)
    assert (back.authorized_at, back.captured_at, back.refunded_at) == (NOW, later, later)


def test_a_smaller_capture_becomes_the_amount() -> None:
    paid = told([a_snapshot(IntentState.CAPTURED, captured=Money(10_00))])
    assert (paid.amount, paid.authorized_amount) == (Money(10_00), Money(15_00))
    assert (paid.split.fee, paid.split.share) == (Money(3_00), Money(7_00))


def test_a_capture_is_asked_for_once_and_its_amount_stays() -> None:
    held = told([a_snapshot(IntentState.AUTHORIZED)])
    first = held.to_capture(Money(99_00), NOW)
    assert (first.entity.instruction, first.entity.amount) == (Instruction.CAPTURE, Money(15_00))
    assert first.events == (PaymentActionRequired(held.id),)
    assert first.entity.to_capture(Money(1_00), NOW).entity.amount == Money(15_00)


@pytest.mark.parametrize("state", [IntentState.WAITING, IntentState.FAILED, IntentState.CANCELLED])
def test_what_is_not_held_cannot_be_captured(state: IntentState) -> None:
    with pytest.raises(NotCapturable):
        told([a_snapshot(state)]).to_capture(Money(1_00), NOW)


def test_a_hold_is_either_captured_or_released_and_never_both() -> None:
    held = told([a_snapshot(IntentState.AUTHORIZED)])
    capturing, releasing = held.to_capture(Money(15_00), NOW).entity, held.to_release(NOW).entity
    assert capturing.to_release(NOW).entity == capturing
    with pytest.raises(NotCapturable):
        releasing.to_capture(Money(15_00), NOW)


def test_what_was_taken_is_not_released_and_what_was_released_stays_so() -> None:
    for end in (a_snapshot(IntentState.CAPTURED, captured=Money(1)), a_snapshot(IntentState.CANCELLED)):
        over = told([end])
        assert over.to_release(NOW).events == ()


@pytest.mark.parametrize(("refunded", "asked", "wanted", "fits"), [
    (0, 0, 15_00, True), (0, 0, 15_01, False), (0, 0, 0, False),
    (5_00, 5_00, 10_00, True), (5_00, 5_00, 10_01, False),
    (0, 5_00, 10_00, True), (0, 5_00, 10_01, False),
    (5_00, 0, 10_00, True), (5_00, 0, 10_01, False),
])  # fmt: skip
def test_a_refund_fits_into_what_is_neither_back_nor_on_its_way(
    refunded: int, asked: int, wanted: int, fits: bool
) -> None:
    payment = told([a_snapshot(IntentState.CAPTURED, captured=Money(15_00), refunded=Money(refunded))])
    refund = a_refund(payment_id=payment.id, amount=Money(wanted))
    if fits:
        assert payment.to_refund(refund, Money(asked), NOW).events == (PaymentActionRequired(payment.id),)
    else:
        with pytest.raises(RefundTooLarge):
            payment.to_refund(refund, Money(asked), NOW)


@pytest.mark.parametrize(
    "hold",
    [
        a_snapshot(IntentState.AUTHORIZED),
        a_snapshot(IntentState.CAPTURED, captured=Money(5_00), refunded=Money(5_00)),
        a_snapshot(IntentState.CAPTURED, captured=Money(5_00), dispute=DisputeState.OPEN, disputed=Money(5_00)),
    ],
)
def test_only_what_was_captured_and_is_not_disputed_is_refunded(hold: ProviderSnapshot) -> None:
    with pytest.raises(NotRefundable):
        told([hold]).to_refund(a_refund(), Money(0), NOW)


@pytest.mark.parametrize(
    ("about", "is_under_way"),
    [
        ({"method_id": "pm_1"}, True),
        ({"method_id": "pm_1", "intent_id": "pi_1"}, True),
        ({"method_id": "pm_1", "intent_id": "pi_1", "is_challenged": True}, False),
        ({}, True),
        ({"intent_id": "pi_1"}, False),
        ({"method_id": "pm_1", "intent_id": "pi_1", "status": PaymentStatus.AUTHORIZED}, False),
    ],
)
def test_what_waits_for_its_payer_is_not_under_way(about: dict[str, Any], is_under_way: bool) -> None:
    assert a_payment(**about).is_under_way(NOW) is is_under_way


def test_a_challenge_is_known_until_the_next_attempt_or_its_end() -> None:
    waiting = a_payment().reported(a_snapshot(IntentState.WAITING, is_challenged=True), NOW)
    assert (waiting.status, waiting.is_challenged) == (PaymentStatus.PENDING, True)
    assert not waiting.attempted("pm_2", NOW).is_challenged
    assert not waiting.reported(a_snapshot(), NOW).is_challenged


def test_an_attempt_is_under_way_for_half_a_minute() -> None:
    payment = a_payment()
    assert payment.is_under_way(NOW + ATTEMPT_LEASE - timedelta(milliseconds=1))
    assert not payment.is_under_way(NOW + ATTEMPT_LEASE)
    again = payment.attempted("pm_card_visa", NOW + ATTEMPT_LEASE)
    assert again.is_under_way(NOW + ATTEMPT_LEASE)
    assert not told([a_snapshot(IntentState.AUTHORIZED)]).is_under_way(NOW)
