"""The transitions of a payment, written a second time by hand: only forward, and only by reports of the provider."""

import itertools

import pytest

from hushroom_domain.payments.state_machine import HELD_OR_PAID, LIVE, TRANSITIONS, PaymentActor, PaymentStatus
from hushroom_domain.shared.state_machine import IllegalTransition

PENDING, AUTHORIZED, CAPTURED = PaymentStatus.PENDING, PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED
REFUNDED, PARTLY, FAILED = PaymentStatus.REFUNDED, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.FAILED
CANCELLED, DISPUTED = PaymentStatus.CANCELLED, PaymentStatus.DISPUTED

LEGAL = {
    PENDING: {AUTHORIZED, CAPTURED, PARTLY, REFUNDED, DISPUTED, FAILED, CANCELLED},
    AUTHORIZED: {CAPTURED, PARTLY, REFUNDED, DISPUTED, CANCELLED},
    CAPTURED: {PARTLY, REFUNDED, DISPUTED},
    PARTLY: {PARTLY, REFUNDED, DISPUTED},
    REFUNDED: {DISPUTED},
    DISPUTED: {CAPTURED, PARTLY, REFUNDED},
    FAILED: set(),
    CANCELLED: set(),
}


@pytest.mark.parametrize(("status", "reported"), list(itertools.product(PaymentStatus, PaymentStatus)))
def test_every_report_is_a_legal_step_or_refused(status: PaymentStatus, reported: PaymentStatus) -> None:
    if reported in LEGAL[status]:
        assert TRANSITIONS.next(reported, status, PaymentActor.PROVIDER) is reported
    else:
        with pytest.raises(IllegalTransition):
            TRANSITIONS.next(reported, status, PaymentActor.PROVIDER)


def test_nothing_leads_back_to_waiting_or_out_of_a_failure() -> None:
    assert not any(PENDING in targets for targets in LEGAL.values())
    assert LEGAL[FAILED] == LEGAL[CANCELLED] == set()


def test_a_session_has_one_payment_that_is_neither_failed_nor_cancelled() -> None:
    assert set(PaymentStatus) - {FAILED, CANCELLED} == LIVE
    assert LIVE - {PENDING} == HELD_OR_PAID
