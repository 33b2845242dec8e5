"""Holding the money of a session: good cards, refused cards, and a provider that is away for a time."""

import asyncio

import pytest

from hushroom_adapters.memory.gateway import EntryKind, Moment
from hushroom_domain.payments.errors import (
    AlreadyPaid,
    AmountTooSmall,
    NotMatched,
    NotPayer,
    PaymentDeclined,
    PaymentUnderWay,
    ProviderUnavailable,
    RequestRefused,
)
from hushroom_domain.payments.ports import Notice
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.payments.use_cases.authorize_payment import AuthorizePayment
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.money import Money
from tests.support.existing import existing
from tests.support.worlds import CHALLENGED, DECLINED, VISA, World


async def test_a_good_card_holds_the_price_at_once(world: World) -> None:
    session = await world.matched(await world.companion())
    payment = await world.authorize(session)
    assert (payment.status, payment.amount, payment.captured) == (PaymentStatus.AUTHORIZED, Money(15_00), Money(0))
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED
    assert world.platform.gateway.moved(existing(payment.intent_id), EntryKind.HOLD) == 15_00


async def test_a_declined_card_leaves_the_session_matched_and_another_card_may_be_tried(world: World) -> None:
    session = await world.matched(await world.companion())
    with pytest.raises(PaymentDeclined, match="Your card was declined"):
        await world.authorize(session, DECLINED)
    assert (await world.session(session.id)).status is SessionStatus.MATCHED
    [payment] = await world.payments_of(session.seeker_id)
    assert (payment.status, payment.failure) == (PaymentStatus.FAILED, "Your card was declined.")

    payment = await world.authorize(session)
    await world.settle()
    assert payment.status is PaymentStatus.AUTHORIZED
    paid = await world.payments_of(session.seeker_id)
    assert {one.status for one in paid} == {
        PaymentStatus.FAILED,
        PaymentStatus.AUTHORIZED,
    }


async def test_a_declined_intent_cannot_be_paid_behind_our_back(world: World) -> None:
    session = await world.matched(await world.companion())
    with pytest.raises(PaymentDeclined):
        await world.authorize(session, DECLINED)
    failed = await world.payment_of(session)
    world.platform.gateway.pay(existing(failed.intent_id), VISA)
    await world.settle()
    assert world.platform.gateway.moved(existing(failed.intent_id), EntryKind.HOLD) == 15_00
    assert world.platform.gateway.moved(existing(failed.intent_id), EntryKind.RELEASE) == 15_00
    assert (await world.payment(failed.id)).status is PaymentStatus.FAILED


async def test_a_card_that_the_provider_does_not_know_blocks_nobody(world: World) -> None:
    session = await world.matched(await world.companion())
    with pytest.raises(RequestRefused):
        await world.authorize(session, "pm_card_of_nobody")
    assert (await world.payment_of(session)).status is PaymentStatus.FAILED
    assert (await world.authorize(session)).status is PaymentStatus.AUTHORIZED


async def test_a_challenged_card_waits_for_the_payer_and_their_bank(world: World) -> None:
    session = await world.matched(await world.companion())
    payment = await world.authorize(session, CHALLENGED)
    assert payment.status is PaymentStatus.PENDING
    assert payment.client_secret
    await world.settle()
    assert (await world.session(session.id)).status is SessionStatus.MATCHED

    world.platform.gateway.authenticate(existing(payment.intent_id))
    await world.settle()
    assert (await world.payment(payment.id)).status is PaymentStatus.AUTHORIZED
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED


async def test_a_failed_challenge_lets_another_card_be_tried(world: World) -> None:
    session = await world.matched(await world.companion())
    payment = await world.authorize(session, CHALLENGED)
    world.platform.gateway.authenticate(existing(payment.intent_id), passed=False)
    await world.settle()
    assert (await world.payment(payment.id)).status is PaymentStatus.FAILED
    assert (await world.authorize(session)).status is PaymentStatus.AUTHORIZED


async def test_a_challenge_that_nobody_answered_gives_way_to_another_card_at_once(world: World) -> None:
    session = await world.matched(await world.companion())
    first = await world.authorize(session, CHALLENGED)
    second = await world.authorize(session)
    assert (second.id, second.status) == (first.id, PaymentStatus.AUTHORIZED)
    with pytest.raises(AlreadyPaid):
        await world.authorize(session)


async def test_a_payment_that_waits_for_a_card_can_be_asked_for_again_and_is_the_same(world: World) -> None:
    session = await world.matched(await world.companion())
    first, second = [await world.authorize(session, None) for _ in range(2)]
    assert (second.id, second.client_secret, second.status) == (first.id, first.client_secret, PaymentStatus.PENDING)
    assert (await world.authorize(session)).status is PaymentStatus.AUTHORIZED


async def test_a_challenge_is_followed_by_another_and_the_last_card_counts(world: World) -> None:
    session = await world.matched(await world.companion())
    payment = [await world.authorize(session, CHALLENGED) for _ in range(3)][-1]
    with pytest.raises(PaymentDeclined):
        await world.authorize(session, DECLINED)
    assert (await world.payment(payment.id)).status is PaymentStatus.FAILED
    assert (await world.authorize(session)).status is PaymentStatus.AUTHORIZED
    assert world.platform.gateway.moved(existing(payment.intent_id), EntryKind.HOLD) == 0


async def test_a_pending_payment_that_is_read_is_looked_at_at_most_once_in_three_seconds(world: World) -> None:
    session = await world.matched(await world.companion())
    payment = await world.authorize(session, CHALLENGED)
    world.platform.gateway.authenticate(existing(payment.intent_id))
    world.platform.gateway.notices.clear()
    assert await world.app.payments.request_status_check(payment.id) is False, "it was opened just now"
    world.after(seconds=3)
    asked = [await world.app.payments.request_status_check(payment.id) for _ in range(5)]
    assert asked == [True, False, False, False, False]
    await world.settle()
    assert (await world.payment(payment.id)).status is PaymentStatus.AUTHORIZED
    world.after(minutes=1)
    assert await world.app.payments.request_status_check(payment.id) is False, "it waits for nothing"


async def test_without_a_card_the_payer_pays_in_the_browser(world: World) -> None:
    session = await world.matched(await world.companion())
    payment = await world.authorize(session, None)
    assert (payment.status, payment.intent_id is None) == (PaymentStatus.PENDING, False)
    world.platform.gateway.pay(existing(payment.intent_id), VISA)
    await world.settle()
    assert (await world.payment(payment.id)).status is PaymentStatus.AUTHORIZED


async def test_a_notice_that_comes_before_our_own_answer_changes_nothing_twice(world: World) -> None:
    session = await world.matched(await world.companion())
    world.platform.gateway.faults.plan("confirm", Moment.AFTER)
    with pytest.raises(ProviderUnavailable):
        await world.authorize(session)
    await world.settle()
    payment = await world.payment_of(session)
    assert payment.status is PaymentStatus.AUTHORIZED
    with pytest.raises(AlreadyPaid):
        await world.authorize(session)
    assert len(world.platform.gateway.intents) == 1


async def test_a_notice_that_races_our_own_answer_records_the_hold_once(world: World) -> None:
    session = await world.matched(await world.companion())
    await asyncio.gather(world.authorize(session), *(world.settle() for _ in range(5)))
    await world.settle()
    assert (await world.payment_of(session)).status is PaymentStatus.AUTHORIZED
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED
    assert [entry.kind for entry in world.platform.gateway.ledger] == [EntryKind.HOLD]


async def test_the_same_notice_twice_is_kept_once(world: World) -> None:
    notice = Notice(id="evt_1", type="payment_intent.succeeded", intent_id="pi_unknown")
    assert await world.app.payments.receive_notice(notice) is True
    assert await world.app.payments.receive_notice(notice) is False
    await world.settle()
    assert world.platform.outbox.due == ()


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("operation", ["open", "confirm"])
async def test_while_the_provider_is_down_the_same_payment_is_taken_up_again(
    world: World, operation: str, moment: Moment
) -> None:
    session = await world.matched(await world.companion())
    world.platform.gateway.faults.plan(operation, moment)
    with pytest.raises(ProviderUnavailable) as refused:
        await world.authorize(session)
    with pytest.raises(PaymentUnderWay):
        await world.authorize(session)
    world.after(seconds=refused.value.retry_after_seconds)
    assert (await world.authorize(session)).status is PaymentStatus.AUTHORIZED
    assert len(world.platform.gateway.intents) == 1
    assert [entry.kind for entry in world.platform.gateway.ledger] == [EntryKind.HOLD]


async def test_a_hold_whose_answer_was_lost_is_found_by_the_sweep_without_any_notice(world: World) -> None:
    session = await world.matched(await world.companion())
    world.platform.gateway.faults.plan("confirm", Moment.AFTER)
    with pytest.raises(ProviderUnavailable):
        await world.authorize(session)
    world.platform.gateway.notices.clear()
    world.after(minutes=3)
    assert await world.app.payments.sweep() == 1
    await world.settle()
    assert (await world.payment_of(session)).status is PaymentStatus.AUTHORIZED


@pytest.mark.parametrize("moment", Moment)
async def test_a_capture_that_fails_is_tried_until_it_is_done_and_done_once(world: World, moment: Moment) -> None:
    session = await world.running(await world.companion())
    world.after(minutes=30)
    world.platform.gateway.faults.plan("capture", moment, times=3)
    await world.move(session, session.seeker_id, SessionAction.END)
    await world.settle()
    world.platform.gateway.faults.clear()
    await world.settle()
    payment = await world.payment_of(session)
    assert (payment.status, payment.captured) == (PaymentStatus.CAPTURED, Money(15_00))
    assert [entry.kind for entry in world.platform.gateway.ledger] == [EntryKind.HOLD, EntryKind.CAPTURE]
    assert world.platform.outbox.due == ()


async def test_a_capture_is_done_once_when_the_call_the_notice_and_the_sweep_all_come_together(world: World) -> None:
    session = await world.ended(await world.companion())
    await asyncio.gather(*(world.settle() for _ in range(10)), *(world.app.payments.sweep() for _ in range(5)))
    await world.settle()
    postings = [posting.minor for posting in world.platform.store.tables.postings.values()]
    assert sorted(postings) == [-15_00, 4_50, 10_50]
    assert (await world.payment_of(session)).status is PaymentStatus.CAPTURED


async def test_only_the_owner_pays_and_only_for_a_matched_session(world: World) -> None:
    companion = await world.companion()
    seeker = await world.seeker()
    session = await world.booked(seeker)
    with pytest.raises(NotMatched):
        await world.authorize(session)
    with pytest.raises(NotPayer):
        await world.app.payments.authorize(
            AuthorizePayment.Command(user_id=companion.user_id, session_id=session.id, method_id=VISA)
        )
    paid = await world.paid(companion, seeker)
    with pytest.raises(AlreadyPaid):
        await world.authorize(paid)


async def test_a_price_below_the_providers_minimum_is_refused_before_anything_is_asked(world: World) -> None:
    session = await world.matched(await world.companion(base_rate=Money(1_97)), planned_minutes=15)
    with pytest.raises(AmountTooSmall):
        await world.authorize(session)
    assert world.platform.gateway.intents == {}
    assert await world.payments_of(session.seeker_id) == []


async def test_the_smallest_charge_is_taken(world: World) -> None:
    session = await world.matched(await world.companion(base_rate=Money(2_00)), planned_minutes=15)
    assert (await world.authorize(session)).amount == Money(50)


async def test_fifty_authorizations_at_once_make_one_payment_and_one_intent(world: World) -> None:
    session = await world.matched(await world.companion())
    answers = await asyncio.gather(*(world.authorize(session) for _ in range(50)), return_exceptions=True)
    assert sum(isinstance(answer, PaymentUnderWay | AlreadyPaid) for answer in answers) == 49
    assert len(world.platform.gateway.intents) == 1
    assert len(await world.payments_of(session.seeker_id)) == 1
