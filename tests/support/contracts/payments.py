"""Contract tests of the repositories of payments, ledger entries and provider notices, and of the payment queries."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.model import User
from hushroom_domain.payments.errors import AlreadyPaid, PaymentNotFound
from hushroom_domain.payments.model import Instruction, Payment, RefundReason, RefundStatus
from hushroom_domain.payments.ports import Notice
from hushroom_domain.payments.rules.provider_snapshot import DisputeState
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.money import Money
from tests.support.builders import NOW, a_payment, a_refund, an_id
from tests.support.contracts.storage import Storage
from tests.support.existing import existing

LATER = NOW + timedelta(minutes=5)


class PaymentsContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_payment_comes_back_as_it_was(self, kept: Storage) -> None:
        payment = await kept_payment(
            kept,
            intent_id="pi_1",
            next_intent_id="pi_2",
            keeps_card=True,
            is_challenged=True,
            held_until=LATER,
            client_secret="secret",
            customer_id="cus_1",
            method_id="pm_card_visa",
            captured=Money(15_00),
            refunded=Money(1),
            status=PaymentStatus.PARTIALLY_REFUNDED,
            instruction=Instruction.CAPTURE,
            dispute=DisputeState.WON,
            failure="Too little",
            refund_reason=RefundReason.TECHNICAL_FAILURE,
            authorized_at=NOW,
            captured_at=NOW,
            refunded_at=NOW,
        )
        async with kept.begin() as work:
            assert await work.payments.get(payment.id) == payment
            assert await work.payments.lock(payment.id) == payment
            assert await work.payments.by_intent("pi_1") == payment

    async def test_a_payment_that_is_not_there_is_missing(self, kept: Storage) -> None:
        async with kept.begin() as work:
            assert await work.payments.get(an_id()) is None
            assert await work.payments.by_intent("pi_none") is None
            assert await work.payments.lock_live(an_id()) is None
            with pytest.raises(PaymentNotFound):
                await work.payments.lock(an_id())

    async def test_a_session_has_one_live_payment(self, kept: Storage) -> None:
        payment = await kept_payment(kept)
        with pytest.raises(AlreadyPaid):
            async with kept.begin() as work:
                await work.payments.add(evolve(payment, id=an_id()))

    @pytest.mark.parametrize("status", [PaymentStatus.FAILED, PaymentStatus.CANCELLED])
    async def test_a_payment_that_came_to_nothing_makes_room_for_another(
        self, kept: Storage, status: PaymentStatus
    ) -> None:
        failed = await kept_payment(kept, status=status)
        second = evolve(failed, id=an_id(), status=PaymentStatus.PENDING, created_at=LATER)
        async with kept.begin() as work:
            assert await work.payments.lock_live(failed.session_id) is None
            await work.payments.add(second)
            assert await work.payments.lock_live(failed.session_id) == second

    @pytest.mark.parametrize(
        ("status", "instruction", "is_good"),
        [
            (PaymentStatus.PENDING, Instruction.HOLD, False),
            (PaymentStatus.AUTHORIZED, Instruction.HOLD, True),
            (PaymentStatus.AUTHORIZED, Instruction.RELEASE, False),
            (PaymentStatus.CAPTURED, Instruction.CAPTURE, True),
            (PaymentStatus.PARTIALLY_REFUNDED, Instruction.HOLD, True),
            (PaymentStatus.REFUNDED, Instruction.HOLD, False),
            (PaymentStatus.DISPUTED, Instruction.HOLD, False),
            (PaymentStatus.CANCELLED, Instruction.HOLD, False),
            (PaymentStatus.FAILED, Instruction.HOLD, False),
        ],
    )
    async def test_a_session_has_good_money_while_it_is_held_or_taken(
        self, kept: Storage, status: PaymentStatus, instruction: Instruction, is_good: bool
    ) -> None:
        payment = await kept_payment(kept, status=status, instruction=instruction)
        async with kept.begin() as work:
            assert await work.holds.is_good(payment.session_id, NOW) is is_good
            assert not await work.holds.is_good(an_id(), NOW)

    async def test_a_hold_is_no_money_once_it_has_run_out(self, kept: Storage) -> None:
        payment = await kept_payment(kept, status=PaymentStatus.AUTHORIZED, held_until=LATER)
        async with kept.begin() as work:
            assert await work.holds.is_good(payment.session_id, LATER - timedelta(seconds=1))
            assert not await work.holds.is_good(payment.session_id, LATER)

    async def test_a_saved_payment_is_changed(self, kept: Storage) -> None:
        payment = await kept_payment(kept)
        changed = evolve(
            payment, intent_id="pi_2", status=PaymentStatus.AUTHORIZED, authorized_at=NOW, updated_at=LATER
        )
        async with kept.begin() as work:
            await work.payments.save(changed)
        async with kept.begin() as work:
            assert await work.payments.get(payment.id) == changed

    @pytest.mark.parametrize(
        ("status", "instruction", "is_open"),
        [
            (PaymentStatus.PENDING, Instruction.HOLD, True),
            (PaymentStatus.AUTHORIZED, Instruction.HOLD, False),
            (PaymentStatus.AUTHORIZED, Instruction.CAPTURE, True),
            (PaymentStatus.AUTHORIZED, Instruction.RELEASE, True),
            (PaymentStatus.CAPTURED, Instruction.CAPTURE, False),
            (PaymentStatus.FAILED, Instruction.HOLD, False),
            (PaymentStatus.CANCELLED, Instruction.RELEASE, False),
        ],
    )
    async def test_overdue_is_what_was_asked_for_and_not_done(
        self, kept: Storage, status: PaymentStatus, instruction: Instruction, is_open: bool
    ) -> None:
        payment = await kept_payment(kept, status=status, instruction=instruction)
        async with kept.begin() as work:
            assert await work.payments.overdue(NOW, 10) == ()
            assert await work.payments.overdue(LATER, 10) == ((payment.id,) if is_open else ())

    @pytest.mark.parametrize(
        ("about", "is_open"),
        [
            ({"held_until": NOW + timedelta(days=2)}, False),
            ({"held_until": NOW + timedelta(hours=23)}, True),
            ({"held_until": NOW + timedelta(hours=23), "keeps_card": False}, False),
            ({"held_until": NOW + timedelta(hours=23), "attempted_at": NOW - timedelta(hours=1)}, False),
            ({"held_until": NOW + timedelta(hours=23), "instruction": Instruction.RELEASE}, True),
            ({"held_until": NOW + timedelta(hours=23), "status": PaymentStatus.CANCELLED}, False),
            ({"held_until": None}, False),
            ({"held_until": NOW, "keeps_card": False}, True),
            ({"held_until": NOW, "attempted_at": NOW - timedelta(hours=1)}, True),
        ],
    )
    async def test_overdue_is_a_hold_that_is_to_be_renewed_or_has_run_out(
        self, kept: Storage, about: dict[str, Any], is_open: bool
    ) -> None:
        long_ago = NOW - timedelta(days=6)
        usual = {
            "status": PaymentStatus.AUTHORIZED,
            "keeps_card": True,
            "attempted_at": long_ago,
            "updated_at": long_ago,
        }
        payment = await kept_payment(kept, **{**usual, **about})
        async with kept.begin() as work:
            assert await work.payments.overdue(NOW, 10) == ((payment.id,) if is_open else ())

    @pytest.mark.parametrize("status", PaymentStatus)
    async def test_money_is_open_for_both_sides_until_it_is_settled(self, kept: Storage, status: PaymentStatus) -> None:
        payment = await kept_payment(kept, status=status)
        is_open = status in {PaymentStatus.PENDING, PaymentStatus.AUTHORIZED, PaymentStatus.DISPUTED}
        async with kept.begin() as work:
            owner = existing(await work.companions.get(payment.companion_id)).user_id
            assert [await work.payments.has_open(one) for one in (payment.payer_id, owner)] == [is_open] * 2
            assert not await work.payments.has_open(an_id())

    @pytest.mark.parametrize("status", RefundStatus)
    async def test_a_refund_without_an_answer_is_open_money(self, kept: Storage, status: RefundStatus) -> None:
        payment = await kept_payment(kept, status=PaymentStatus.CAPTURED)
        async with kept.begin() as work:
            await work.payments.add_refund(a_refund(payment_id=payment.id, status=status))
        async with kept.begin() as work:
            assert await work.payments.has_open(payment.payer_id) is (status is RefundStatus.REQUESTED)

    async def test_what_was_just_looked_after_is_not_overdue(self, kept: Storage) -> None:
        payment = await kept_payment(kept)
        async with kept.begin() as work:
            assert await work.payments.overdue(LATER, 10) == (payment.id,)
            await work.payments.touch([payment.id], LATER)
            assert await work.payments.overdue(LATER, 10) == ()

    async def test_a_refund_makes_its_payment_overdue_until_it_is_answered(self, kept: Storage) -> None:
        payment = await kept_payment(kept, status=PaymentStatus.CAPTURED, captured=Money(15_00))
        refund = a_refund(payment_id=payment.id)
        async with kept.begin() as work:
            await work.payments.add_refund(refund)
            assert await work.payments.overdue(LATER, 10) == (payment.id,)
            await work.payments.save_refund(refund.answered(RefundStatus.SUCCEEDED, LATER))
            assert await work.payments.overdue(LATER, 10) == ()

    async def test_the_oldest_overdue_come_first_and_no_more_than_asked_for(self, kept: Storage) -> None:
        young, old = [await kept_payment(kept, updated_at=NOW - timedelta(hours=hours)) for hours in (1, 2)]
        async with kept.begin() as work:
            assert await work.payments.overdue(NOW, 1) == (old.id,)
            assert await work.payments.overdue(NOW, 2) == (old.id, young.id)

    @pytest.mark.parametrize(
        ("captured", "looked", "is_chosen"),
        [
            (timedelta(days=2), timedelta(days=2), True),
            (timedelta(days=120), timedelta(days=1), True),
            (timedelta(days=121), timedelta(days=121), False),
            (timedelta(days=2), timedelta(hours=23), False),
            (None, timedelta(days=2), False),
        ],
    )
    async def test_captured_payments_are_looked_at_again_once_a_day_for_as_long_as_they_can_be_disputed(
        self, kept: Storage, captured: timedelta | None, looked: timedelta, is_chosen: bool
    ) -> None:
        captured_at = None if captured is None else NOW - captured
        payment = await kept_payment(kept, captured_at=captured_at, reconciled_at=NOW - looked)
        async with kept.begin() as work:
            assert await work.payments.claim_rechecks(NOW, 10) == ((payment.id,) if is_chosen else ())
        async with kept.begin() as work:
            assert await work.payments.claim_rechecks(NOW, 10) == ()
            assert existing(await work.payments.get(payment.id)).reconciled_at == (NOW if is_chosen else NOW - looked)

    async def test_a_look_at_a_pending_payment_is_claimed_once_in_three_seconds(self, kept: Storage) -> None:
        payment = await kept_payment(kept, reconciled_at=NOW - timedelta(seconds=3))

        async def claimed(seconds: float) -> bool:
            async with kept.begin() as work:
                return await work.payments.claim_status_check(payment.id, NOW + timedelta(seconds=seconds))

        assert [await claimed(seconds) for seconds in (-0.001, 0, 0, 2.999, 3, 5.999, 6)] == [
            False, True, False, False, True, False, True,
        ]  # fmt: skip
        async with kept.begin() as work:
            assert await work.payments.get(payment.id) == evolve(payment, reconciled_at=NOW + timedelta(seconds=6))

    @pytest.mark.parametrize("status", [status for status in PaymentStatus if status is not PaymentStatus.PENDING])
    async def test_no_look_is_claimed_at_what_is_not_pending(self, kept: Storage, status: object) -> None:
        payment = await kept_payment(kept, status=status, reconciled_at=NOW - timedelta(days=1))
        async with kept.begin() as work:
            assert not await work.payments.claim_status_check(payment.id, NOW)
            assert not await work.payments.claim_status_check(an_id(), NOW)

    async def test_those_come_first_that_nobody_looked_at_for_longest_and_no_more_than_asked_for(
        self, kept: Storage
    ) -> None:
        ages = [timedelta(days=days) for days in (2, 4, 3)]
        payments = [await kept_payment(kept, captured_at=NOW - age, reconciled_at=NOW - age) for age in ages]
        async with kept.begin() as work:
            assert set(await work.payments.claim_rechecks(NOW, 2)) == {payments[1].id, payments[2].id}
        async with kept.begin() as work:
            assert await work.payments.claim_rechecks(NOW, 2) == (payments[0].id,)

    async def test_refunds_are_in_the_order_in_which_they_came(self, kept: Storage) -> None:
        payment, other = await kept_payment(kept), await kept_payment(kept)
        late = a_refund(payment_id=payment.id, created_at=LATER, reason=RefundReason.COMPANION_NO_SHOW)
        early = a_refund(payment_id=payment.id, amount=Money(1))
        async with kept.begin() as work:
            for refund in (late, early, a_refund(payment_id=other.id)):
                await work.payments.add_refund(refund)
            assert await work.payments.refunds(payment.id) == (early, late)

    async def test_a_notice_is_kept_once(self, kept: Storage) -> None:
        notice = Notice(
            id="evt_1",
            type="charge.refunded",
            intent_id="pi_1",
            payment_id=an_id(),
            account_id="acct_1",
            payload={"z": 1, "a": {"text": "null\u0000 and ü", "amounts": [1, 2.5, None]}},
        )
        async with kept.begin() as work:
            assert await work.inbox.add(notice, NOW)
        async with kept.begin() as work:
            assert not await work.inbox.add(evolve(notice, type="other"), LATER)
            assert await work.inbox.get("evt_1") == notice
            assert await work.inbox.get("evt_2") is None
            await work.inbox.done("evt_1", LATER)
            await work.inbox.done("evt_2", LATER)


async def kept_payment(
    kept: Storage, payer: User | None = None, companion: Companion | None = None, **about: Any
) -> Payment:
    companion = companion or await kept.companion()
    session = await kept.session(companion, payer)
    payment = a_payment(session_id=session.id, payer_id=session.seeker_id, companion_id=companion.id, **about)
    async with kept.begin() as work:
        await work.payments.add(payment)
    return payment
