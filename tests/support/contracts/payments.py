"""Contract tests of the repositories of payments, ledger entries and provider notices, and of the payment queries."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.model import User
from hushroom_domain.identity.queries import Person
from hushroom_domain.payments.errors import AlreadyPaid, PaymentNotFound
from hushroom_domain.payments.model import DisputeState, Instruction, Payment, RefundReason, RefundStatus
from hushroom_domain.payments.ports import Notice
from hushroom_domain.payments.queries import Earnings, PaymentView
from hushroom_domain.payments.services.ledger import postings
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Slice, Window
from tests.support.builders import NOW, a_goal, a_payment, a_refund, an_id
from tests.support.contracts.identity import spoken
from tests.support.contracts.kept import Kept, as_admin, as_user
from tests.support.existing import existing
from tests.support.walking import walked

ALL = Window(take=100)
LATER = NOW + timedelta(minutes=5)


class PaymentsContract:
    """Tests to inherit; the subclass defines the fixture `kept`."""

    async def test_a_payment_comes_back_as_it_was(self, kept: Kept) -> None:
        payment = await self._payment(
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

    async def test_a_payment_that_is_not_there_is_missing(self, kept: Kept) -> None:
        async with kept.begin() as work:
            assert await work.payments.get(an_id()) is None
            assert await work.payments.by_intent("pi_none") is None
            assert await work.payments.lock_live(an_id()) is None
            with pytest.raises(PaymentNotFound):
                await work.payments.lock(an_id())

    async def test_a_session_has_one_live_payment(self, kept: Kept) -> None:
        payment = await self._payment(kept)
        with pytest.raises(AlreadyPaid):
            async with kept.begin() as work:
                await work.payments.add(evolve(payment, id=an_id()))

    @pytest.mark.parametrize("status", [PaymentStatus.FAILED, PaymentStatus.CANCELLED])
    async def test_a_payment_that_came_to_nothing_makes_room_for_another(
        self, kept: Kept, status: PaymentStatus
    ) -> None:
        failed = await self._payment(kept, status=status)
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
        self, kept: Kept, status: PaymentStatus, instruction: Instruction, is_good: bool
    ) -> None:
        payment = await self._payment(kept, status=status, instruction=instruction)
        async with kept.begin() as work:
            assert await work.holds.is_good(payment.session_id, NOW) is is_good
            assert not await work.holds.is_good(an_id(), NOW)

    async def test_a_hold_is_no_money_once_it_has_run_out(self, kept: Kept) -> None:
        payment = await self._payment(kept, status=PaymentStatus.AUTHORIZED, held_until=LATER)
        async with kept.begin() as work:
            assert await work.holds.is_good(payment.session_id, LATER - timedelta(seconds=1))
            assert not await work.holds.is_good(payment.session_id, LATER)

    async def test_a_saved_payment_is_changed(self, kept: Kept) -> None:
        payment = await self._payment(kept)
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
        self, kept: Kept, status: PaymentStatus, instruction: Instruction, is_open: bool
    ) -> None:
        payment = await self._payment(kept, status=status, instruction=instruction)
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
        self, kept: Kept, about: dict[str, Any], is_open: bool
    ) -> None:
        long_ago = NOW - timedelta(days=6)
        usual = {
            "status": PaymentStatus.AUTHORIZED,
            "keeps_card": True,
            "attempted_at": long_ago,
            "updated_at": long_ago,
        }
        payment = await self._payment(kept, **{**usual, **about})
        async with kept.begin() as work:
            assert await work.payments.overdue(NOW, 10) == ((payment.id,) if is_open else ())

    async def test_what_was_just_looked_after_is_not_overdue(self, kept: Kept) -> None:
        payment = await self._payment(kept)
        async with kept.begin() as work:
            assert await work.payments.overdue(LATER, 10) == (payment.id,)
            await work.payments.touch([payment.id], LATER)
            assert await work.payments.overdue(LATER, 10) == ()

    async def test_a_refund_makes_its_payment_overdue_until_it_is_answered(self, kept: Kept) -> None:
        payment = await self._payment(kept, status=PaymentStatus.CAPTURED, captured=Money(15_00))
        refund = a_refund(payment_id=payment.id)
        async with kept.begin() as work:
            await work.payments.add_refund(refund)
            assert await work.payments.overdue(LATER, 10) == (payment.id,)
            await work.payments.save_refund(refund.answered(RefundStatus.SUCCEEDED, LATER))
            assert await work.payments.overdue(LATER, 10) == ()

    async def test_the_oldest_overdue_come_first_and_no_more_than_asked_for(self, kept: Kept) -> None:
        young, old = [await self._payment(kept, updated_at=NOW - timedelta(hours=hours)) for hours in (1, 2)]
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
        self, kept: Kept, captured: timedelta | None, looked: timedelta, is_chosen: bool
    ) -> None:
        captured_at = None if captured is None else NOW - captured
        payment = await self._payment(kept, captured_at=captured_at, reconciled_at=NOW - looked)
        async with kept.begin() as work:
            assert await work.payments.claim_rechecks(NOW, 10) == ((payment.id,) if is_chosen else ())
        async with kept.begin() as work:
            assert await work.payments.claim_rechecks(NOW, 10) == ()
            assert existing(await work.payments.get(payment.id)).reconciled_at == (NOW if is_chosen else NOW - looked)

    async def test_a_look_at_a_pending_payment_is_claimed_once_in_three_seconds(self, kept: Kept) -> None:
        payment = await self._payment(kept, reconciled_at=NOW - timedelta(seconds=3))

        async def claimed(seconds: float) -> bool:
            async with kept.begin() as work:
                return await work.payments.claim_status_check(payment.id, NOW + timedelta(seconds=seconds))

        assert [await claimed(seconds) for seconds in (-0.001, 0, 0, 2.999, 3, 5.999, 6)] == [
            False, True, False, False, True, False, True,
        ]  # fmt: skip
        async with kept.begin() as work:
            assert await work.payments.get(payment.id) == evolve(payment, reconciled_at=NOW + timedelta(seconds=6))

    @pytest.mark.parametrize("status", [status for status in PaymentStatus if status is not PaymentStatus.PENDING])
    async def test_no_look_is_claimed_at_what_is_not_pending(self, kept: Kept, status: object) -> None:
        payment = await self._payment(kept, status=status, reconciled_at=NOW - timedelta(days=1))
        async with kept.begin() as work:
            assert not await work.payments.claim_status_check(payment.id, NOW)
            assert not await work.payments.claim_status_check(an_id(), NOW)

    async def test_a_session_is_seen_with_the_payment_that_its_match_waits_for(self, kept: Kept) -> None:
        seen = {}
        for paid in PaymentStatus:
            for stage in (SessionStatus.MATCHED, SessionStatus.CANCELLED):
                payment = await self._payment(kept, status=paid)
                async with kept.begin() as work:
                    session = await work.sessions.lock(payment.session_id)
                    await work.sessions.save(evolve(session, status=stage))
                view = existing(await kept.queries.sessions.get(session.id, as_admin()))
                assert view.pending_payment_id in {None, payment.id}
                seen[paid, stage] = view.pending_payment_id is not None
        assert [where for where, is_awaited in seen.items() if is_awaited] == [
            (PaymentStatus.PENDING, SessionStatus.MATCHED)
        ]

    async def test_those_come_first_that_nobody_looked_at_for_longest_and_no_more_than_asked_for(
        self, kept: Kept
    ) -> None:
        ages = [timedelta(days=days) for days in (2, 4, 3)]
        payments = [await self._payment(kept, captured_at=NOW - age, reconciled_at=NOW - age) for age in ages]
        async with kept.begin() as work:
            assert set(await work.payments.claim_rechecks(NOW, 2)) == {payments[1].id, payments[2].id}
        async with kept.begin() as work:
            assert await work.payments.claim_rechecks(NOW, 2) == (payments[0].id,)

    async def test_refunds_are_in_the_order_in_which_they_came(self, kept: Kept) -> None:
        payment, other = await self._payment(kept), await self._payment(kept)
        late = a_refund(payment_id=payment.id, created_at=LATER, reason=RefundReason.COMPANION_NO_SHOW)
        early = a_refund(payment_id=payment.id, amount=Money(1))
        async with kept.begin() as work:
            for refund in (late, early, a_refund(payment_id=other.id)):
                await work.payments.add_refund(refund)
            assert await work.payments.refunds(payment.id) == (early, late)

    async def test_a_notice_is_kept_once(self, kept: Kept) -> None:
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

    async def test_payer_companion_and_admins_see_a_payment_with_its_session(self, kept: Kept) -> None:
        payment = await self._payment(kept)
        async with kept.begin() as work:
            session = existing(await work.sessions.get(payment.session_id))
        viewers = [
            as_user(payment.payer_id),
            as_user(existing(session.companion_user_id)),
            as_admin(),
            as_user(an_id()),
        ]
        seen = [await kept.queries.payments.get(payment.id, viewer) for viewer in viewers]
        assert [view and (view.payment, view.session) for view in seen] == [(payment, session)] * 3 + [None]
        assert await kept.queries.payments.get(an_id(), as_admin()) is None

    async def test_payments_of_a_user_are_newest_first(self, kept: Kept) -> None:
        payer = await kept.user()
        old, new = [await self._payment(kept, payer, created_at=NOW + timedelta(days=days)) for days in (0, 1)]
        await self._payment(kept)
        found = await kept.queries.payments.of_user(payer.id, ALL)
        assert [view.payment for view in found.items] == [new, old]
        assert await kept.queries.payments.of_user(an_id(), ALL) == Slice(())

    @pytest.mark.parametrize("take", [1, 2, 5])
    async def test_pages_of_payments_hold_every_one_once_while_others_are_made(self, kept: Kept, take: int) -> None:
        payer = await kept.user()
        paid = [await self._payment(kept, payer, created_at=NOW + timedelta(days=days // 2)) for days in range(5)]
        newer = partial(self._payment, kept, payer, created_at=NOW + timedelta(days=9))
        seen = await walked(partial(kept.queries.payments.of_user, payer.id), take, newer)
        assert [view.payment for view in seen] == sorted(paid, key=lambda one: (one.created_at, one.id), reverse=True)

    async def test_the_payment_of_a_session_is_the_live_one_else_the_newest(self, kept: Kept) -> None:
        failed = await self._payment(kept, status=PaymentStatus.FAILED)
        again = evolve(failed, id=an_id(), created_at=LATER)
        live = evolve(failed, id=an_id(), created_at=NOW - timedelta(days=1), status=PaymentStatus.AUTHORIZED)
        queries = kept.queries.payments
        assert await queries.of_session(failed.session_id) == failed
        async with kept.begin() as work:
            await work.payments.add(again)
        assert await queries.of_session(failed.session_id) == again
        async with kept.begin() as work:
            await work.payments.add(live)
        assert await queries.of_session(failed.session_id) == live
        assert await queries.of_session(an_id()) is None

    async def test_a_payment_is_shown_with_its_session_goal_and_companion(self, kept: Kept) -> None:
        user = await kept.user(display_name="Cleo", avatar_url="https://example.com/cleo.png")
        companion = await kept.companion(user)
        payment = await self._payment(kept, companion=companion)
        bare = await self._payment(kept, companion=companion)
        goal = a_goal(session_id=payment.session_id)
        async with kept.begin() as work:
            await work.users.replace_languages(user.id, [spoken(user, "fr")])
            await work.goals.add(goal)
        whole = existing(await kept.queries.sessions.get(payment.session_id, as_admin()))
        view = PaymentView(payment=payment, session=whole.session, goal=goal, companion=whole.companion)
        assert existing(view.companion).person == Person(
            id=user.id, display_name="Cleo", avatar_url="https://example.com/cleo.png"
        )
        assert await kept.queries.payments.get(payment.id, as_user(payment.payer_id)) == view
        assert await kept.queries.payments.of_user(payment.payer_id, ALL) == Slice((view,))
        assert existing(await kept.queries.payments.get(bare.id, as_admin())).goal is None

    async def test_pending_are_the_shares_that_are_held_and_completed_those_that_were_captured(
        self, kept: Kept
    ) -> None:
        companion, seeker = await kept.companion(), await kept.user(display_name="Ada")
        captured = await self._captured(kept, companion, Money(1_000), 0)
        held = [
            await self._payment(
                kept,
                seeker,
                companion,
                status=PaymentStatus.AUTHORIZED,
                amount=Money(minor),
                commission_basis_points=points,
                created_at=NOW + timedelta(days=day),
            )
            for day, (minor, points) in enumerate(((1_001, 3_000), (999, 2_500), (50, 2_000), (10**10, 3_000)), 1)
        ]
        for status in (PaymentStatus.PENDING, PaymentStatus.FAILED, PaymentStatus.CANCELLED, PaymentStatus.REFUNDED):
            await self._payment(kept, companion=companion, status=status)
        goal = a_goal(session_id=held[-1].session_id)
        async with kept.begin() as work:
            await work.goals.add(goal)
        earnings = await kept.queries.payments.earnings(companion.user_id)
        assert (earnings.total, earnings.completed_payouts) == (captured.split.share, 1)
        assert earnings.pending == sum((one.split.share for one in held), Money(0))
        assert [one.payment for one in earnings.recent] == [*reversed(held), captured]
        newest = earnings.recent[0]
        assert (newest.session.id, newest.goal, newest.seeker.display_name) == (held[-1].session_id, goal, "Ada")

    async def test_earnings_are_sums_of_the_ledger(self, kept: Kept) -> None:
        companion = await kept.companion()
        payments = [
            await self._captured(kept, companion, Money(minor), days) for days, minor in enumerate((1_501, 999))
        ]
        await self._captured(kept, await kept.companion(), Money(5_000), 0)
        refunded = evolve(payments[0], refunded=Money(500))
        async with kept.begin() as work:
            await work.ledger.add(postings(payments[0], refunded, LATER))
            await work.payments.save(refunded)
        earnings = await kept.queries.payments.earnings(companion.user_id)
        share = refunded.split.share - evolve(refunded, amount=Money(500)).split.share + payments[1].split.share
        assert (earnings.total, earnings.pending, earnings.completed_payouts) == (share, Money(0), 2)
        assert [one.payment for one in earnings.recent] == [payments[1], refunded]

    async def test_without_a_profile_or_a_capture_earnings_are_zero(self, kept: Kept) -> None:
        companion = await kept.companion()
        assert await kept.queries.payments.earnings(companion.user_id) == Earnings()
        assert await kept.queries.payments.earnings(an_id()) == Earnings()

    async def _payment(
        self, kept: Kept, payer: User | None = None, companion: Companion | None = None, **about: Any
    ) -> Payment:
        companion = companion or await kept.companion()
        session = await kept.session(companion, payer)
        payment = a_payment(session_id=session.id, payer_id=session.seeker_id, companion_id=companion.id, **about)
        async with kept.begin() as work:
            await work.payments.add(payment)
        return payment

    async def _captured(self, kept: Kept, companion: Companion, amount: Money, days: int) -> Payment:
        before = await self._payment(kept, companion=companion, amount=amount, status=PaymentStatus.AUTHORIZED)
        moment = NOW + timedelta(days=days)
        after = evolve(before, status=PaymentStatus.CAPTURED, captured=amount, captured_at=moment)
        async with kept.begin() as work:
            await work.ledger.add(postings(before, after, moment))
            await work.payments.save(after)
        return after
