"""Refunds and disputes: any number of partial refunds, and notices in any order."""

import asyncio
import itertools
from typing import Any

import pytest

from hushroom_adapters.memory.gateway import EntryKind, Moment
from hushroom_domain.payments.errors import NotRefundable, RefundTooLarge, RequestRefused
from hushroom_domain.payments.model import Payment, RefundStatus
from hushroom_domain.payments.rules.posting import LedgerAccount
from hushroom_domain.payments.services.provider_calls import RetrieveIntent
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.ratings.errors import NotRateable
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.money import Money
from tests.support.builders import an_id
from tests.support.existing import existing
from tests.support.worlds import World


@pytest.fixture
async def session(world: World) -> Session:
    session = await world.ended(await world.companion())
    await world.settle()
    return session


async def earned(world: World, session: Session) -> Money:
    return await world.earned(existing(session.companion_user_id))


def balance(world: World, account: LedgerAccount) -> int:
    return sum(one.minor for one in world.platform.store.tables.postings.values() if one.account is account)


async def refunds_of(world: World, payment: Payment) -> list[Any]:
    async with world.platform.store.begin() as work:
        return [refund.status for refund in await work.payments.refunds(payment.id)]


async def test_two_partial_refunds_add_up_and_a_third_takes_what_is_left(world: World, session: Session) -> None:
    payment = await world.payment_of(session)
    after = await world.refund(payment, Money(5_00))
    assert (after.status, after.refunded) == (PaymentStatus.PARTIALLY_REFUNDED, Money(5_00))
    assert (await world.refund(payment, Money(3_33))).refunded == Money(8_33)
    after = await world.refund(payment)
    assert (after.status, after.refunded) == (PaymentStatus.REFUNDED, Money(15_00))
    assert await earned(world, session) == Money(0)
    assert [balance(world, account) for account in LedgerAccount] == [0, 0, 0]


async def test_refunds_never_exceed_what_was_captured(world: World, session: Session) -> None:
    payment = await world.payment_of(session)
    with pytest.raises(RefundTooLarge):
        await world.refund(payment, Money(15_01))
    await world.refund(payment, Money(10_00))
    with pytest.raises(RefundTooLarge):
        await world.refund(payment, Money(5_01))
    await world.refund(payment, Money(5_00))
    with pytest.raises(NotRefundable):
        await world.refund(payment)
    assert world.platform.gateway.moved(existing(payment.intent_id), EntryKind.REFUND) == 15_00


async def test_a_held_payment_is_not_refunded(world: World) -> None:
    session = await world.paid(await world.companion())
    with pytest.raises(NotRefundable):
        await world.refund(await world.payment_of(session))


async def test_three_refunds_at_once_all_succeed_when_together_they_fit(world: World, session: Session) -> None:
    payment = await world.payment_of(session)
    await asyncio.gather(*(world.refund(payment, Money(5_00)) for _ in range(3)), *(world.settle() for _ in range(4)))
    await world.settle()
    payment = await world.payment(payment.id)
    assert (payment.status, payment.refunded) == (PaymentStatus.REFUNDED, Money(15_00))
    assert await refunds_of(world, payment) == [RefundStatus.SUCCEEDED] * 3


async def test_a_refund_whose_notice_came_first_does_not_block_the_next_one(world: World, session: Session) -> None:
    payment = await world.payment_of(session)
    world.platform.gateway.faults.plan("refund", Moment.AFTER)
    await world.refund(payment, Money(5_00))
    world.platform.gateway.faults.is_down = True
    await world.settle()
    world.platform.gateway.faults.clear()
    reconciler = world.app.payments.process_notice.reconciler
    await reconciler.carry_out(payment, RetrieveIntent(existing(payment.intent_id)))
    assert await refunds_of(world, payment) == [RefundStatus.REQUESTED]
    after = await world.refund(payment, Money(10_00))
    assert (after.status, after.refunded) == (PaymentStatus.REFUNDED, Money(15_00))


async def test_ten_full_refunds_at_once_give_the_money_back_once(world: World, session: Session) -> None:
    payment = await world.payment_of(session)
    answers = await asyncio.gather(*(world.refund(payment) for _ in range(10)), return_exceptions=True)
    await world.settle()
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert world.platform.gateway.moved(existing(payment.intent_id), EntryKind.REFUND) == 15_00


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_notices_of_three_partial_refunds_in_any_order_and_twice_book_them_once(
    world: World, session: Session, order: tuple[int, ...]
) -> None:
    payment = await world.payment_of(session)
    for _ in range(3):
        await world.refund(payment, Money(5_00))
    notices = list(world.platform.gateway.notices)
    world.platform.gateway.notices[:] = [notices[position] for position in (*order, *reversed(order))]
    await world.settle()
    payment = await world.payment(payment.id)
    assert (payment.status, payment.refunded) == (PaymentStatus.REFUNDED, Money(15_00))
    assert [balance(world, account) for account in LedgerAccount] == [0, 0, 0]


@pytest.mark.parametrize("moment", Moment)
async def test_a_refund_that_the_provider_did_not_answer_is_kept_and_pursued(
    world: World, session: Session, moment: Moment
) -> None:
    payment = await world.payment_of(session)
    world.platform.gateway.faults.plan("refund", moment, times=2)
    assert (await world.refund(payment, Money(5_00))).refunded == Money(0)
    for _ in range(3):
        await world.settle()
    payment = await world.payment(payment.id)
    assert payment.refunded == Money(5_00)
    assert await refunds_of(world, payment) == [RefundStatus.SUCCEEDED]
    assert world.platform.gateway.moved(existing(payment.intent_id), EntryKind.REFUND) == 5_00


async def test_a_refund_that_the_provider_refuses_stops_counting(world: World, session: Session) -> None:
    payment = await world.payment_of(session)
    world.platform.gateway.contest(existing(payment.intent_id), Money(10_00))
    world.platform.gateway.notices.clear()
    with pytest.raises(RequestRefused):
        await world.refund(payment, Money(5_00))
    assert await refunds_of(world, payment) == [RefundStatus.FAILED]
    await world.settle()
    assert world.platform.outbox.due == ()
    assert (await world.payment(payment.id)).status is PaymentStatus.DISPUTED


async def test_an_older_refund_that_is_refused_is_not_the_answer_to_a_newer_one(world: World, session: Session) -> None:
    payment, gateway = await world.payment_of(session), world.platform.gateway
    gateway.faults.plan("refund", Moment.BEFORE)
    await world.refund(payment, Money(10_00))
    await gateway.refund(existing(payment.intent_id), an_id(), Money(10_00), None)  # manually, at the provider
    gateway.notices.clear()
    after = await world.refund(payment, Money(5_00))
    assert (after.status, after.refunded) == (PaymentStatus.REFUNDED, Money(15_00))
    assert await refunds_of(world, payment) == [RefundStatus.FAILED, RefundStatus.SUCCEEDED]
    await world.settle()
    assert world.platform.outbox.due == ()
    assert gateway.moved(existing(payment.intent_id), EntryKind.REFUND) == 15_00


async def test_a_dispute_that_is_won_puts_everything_back(world: World, session: Session) -> None:
    payment = await world.payment_of(session)
    world.platform.gateway.contest(existing(payment.intent_id), payment.captured)
    await world.settle()
    assert (await world.payment(payment.id)).status is PaymentStatus.DISPUTED
    assert (await world.session(session.id)).status is SessionStatus.DISPUTED
    with pytest.raises(NotRateable):
        await world.rate(session, session.seeker_id)
    with pytest.raises(NotRefundable):
        await world.refund(payment)

    world.platform.gateway.judge(existing(payment.intent_id), won=True)
    await world.settle()
    assert (await world.payment(payment.id)).status is PaymentStatus.CAPTURED
    assert (await world.session(session.id)).status is SessionStatus.COMPLETED
    assert await earned(world, session) == Money(10_50)


@pytest.mark.parametrize(
    ("disputed", "status", "left"),
    [(Money(15_00), PaymentStatus.REFUNDED, Money(0)), (Money(6_00), PaymentStatus.PARTIALLY_REFUNDED, Money(6_30))],
)
async def test_a_lost_dispute_counts_as_a_refund_of_the_disputed_amount(
    world: World, session: Session, disputed: Money, status: PaymentStatus, left: Money
) -> None:
    payment = await world.payment_of(session)
    world.platform.gateway.contest(existing(payment.intent_id), disputed)
    world.platform.gateway.judge(existing(payment.intent_id), won=False)
    await world.settle()
    payment = await world.payment(payment.id)
    assert (payment.status, payment.refunded) == (status, disputed)
    assert (await world.session(session.id)).status is SessionStatus.COMPLETED
    assert await earned(world, session) == left


async def test_a_dispute_after_a_partial_refund_returns_to_partially_refunded_when_won(
    world: World, session: Session
) -> None:
    payment = await world.payment_of(session)
    await world.refund(payment, Money(5_00))
    world.platform.gateway.contest(existing(payment.intent_id), Money(10_00))
    await world.settle()
    world.platform.gateway.judge(existing(payment.intent_id), won=True)
    await world.settle()
    payment = await world.payment(payment.id)
    assert (payment.status, payment.refunded) == (PaymentStatus.PARTIALLY_REFUNDED, Money(5_00))
