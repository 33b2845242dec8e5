"""A match that is not paid in time releases its seat, in every state of the payment, the bank and the provider."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_adapters.memory.gateway import EntryKind, Moment
from hushroom_domain.payments.errors import NotMatched, PaymentDeclined, RequestRefused
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.policy import UNPAID_REASON
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from tests.support.existing import existing
from tests.support.worlds import CHALLENGED, DECLINED, VISA, World

UNTIL = timedelta(minutes=30)
MOMENT = timedelta(milliseconds=1)


async def unpaid(world: World, **criteria: Any) -> Session:
    """Returns an unpaid match with a companion that has one seat."""
    return await world.matched(await world.companion(capacity=1), **criteria)


async def is_given_back(world: World, session: Session) -> bool:
    """Checks that the session was cancelled because it was not paid, and that its time can be booked again."""
    now = await world.session(session.id)
    if now.status is not SessionStatus.CANCELLED:
        return False
    assert now.cancellation_reason == UNPAID_REASON
    assert world.platform.store.tables.bookings.get(session.id) is None
    return True


async def rest(world: World, span: timedelta) -> None:
    world.clock.advance(span)
    await world.settle()


async def test_an_unpaid_match_gives_its_seat_back_after_half_an_hour_and_not_sooner(world: World) -> None:
    session = await unpaid(world)
    await rest(world, UNTIL - MOMENT)
    assert (await world.session(session.id)).status is SessionStatus.MATCHED
    await rest(world, MOMENT)
    assert await is_given_back(world, session)
    other = await world.booked(await world.seeker())
    assert (await world.select(other, existing(session.companion_id))).status is SessionStatus.MATCHED


@pytest.mark.parametrize(("hours", "minutes"), [(1, 30), (23, 30), (24, 30), (24.001, 120), (300, 120)])
async def test_a_match_for_more_than_a_day_ahead_may_wait_for_two_hours(
    world: World, hours: float, minutes: int
) -> None:
    session = await unpaid(world, scheduled_at=world.clock.now() + timedelta(hours=hours))
    await rest(world, timedelta(minutes=minutes) - MOMENT)
    assert (await world.session(session.id)).status is SessionStatus.MATCHED
    await rest(world, MOMENT)
    assert await is_given_back(world, session)


async def test_a_match_that_is_paid_keeps_its_seat(world: World) -> None:
    session = await world.paid(await world.companion())
    await rest(world, timedelta(hours=3))
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED


async def test_a_match_that_was_cancelled_stays_as_it_was(world: World) -> None:
    session = await unpaid(world)
    await world.move(session, session.seeker_id, SessionAction.CANCEL, "Changed my mind")
    await rest(world, UNTIL)
    assert (await world.session(session.id)).cancellation_reason == "Changed my mind"


async def test_an_intent_that_nobody_paid_is_called_off_at_the_provider_before_the_session_is(world: World) -> None:
    session = await unpaid(world)
    payment = await world.authorize(session, None)
    world.platform.gateway.faults.is_down = True
    await rest(world, UNTIL)
    assert (await world.session(session.id)).status is SessionStatus.MATCHED
    world.platform.gateway.faults.clear()
    await world.settle()
    assert await is_given_back(world, session)
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED
    world.platform.gateway.pay(existing(payment.intent_id), VISA)
    await world.settle()
    assert world.platform.gateway.moved(existing(payment.intent_id), EntryKind.HOLD) == 0


async def test_a_payer_at_the_bank_gets_a_quarter_of_an_hour_more_once(world: World) -> None:
    session = await unpaid(world)
    payment = await world.authorize(session, CHALLENGED)
    await rest(world, UNTIL)
    longer = await world.session(session.id)
    assert (longer.status, existing(longer.pay_by) - existing(session.pay_by)) == (
        SessionStatus.MATCHED,
        timedelta(minutes=15),
    )
    await rest(world, timedelta(minutes=15) - MOMENT)
    assert (await world.session(session.id)).status is SessionStatus.MATCHED
    await rest(world, MOMENT)
    assert await is_given_back(world, session)
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED


async def test_a_payer_who_answers_the_bank_in_the_time_that_was_added_keeps_the_seat(world: World) -> None:
    session = await unpaid(world)
    payment = await world.authorize(session, CHALLENGED)
    await rest(world, UNTIL + timedelta(minutes=14))
    world.platform.gateway.authenticate(existing(payment.intent_id))
    await rest(world, timedelta(minutes=1))
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED


async def test_a_payment_that_waits_for_a_card_gets_no_more_time(world: World) -> None:
    session = await unpaid(world)
    await world.authorize(session, None)
    await rest(world, UNTIL)
    assert await is_given_back(world, session)


async def test_an_authorisation_whose_notice_was_lost_keeps_the_seat(world: World) -> None:
    session = await unpaid(world)
    payment = await world.authorize(session, None)
    world.platform.gateway.pay(existing(payment.intent_id), VISA)
    world.platform.gateway.notices.clear()
    await rest(world, UNTIL)
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED
    assert world.platform.gateway.moved(existing(payment.intent_id), EntryKind.RELEASE) == 0


async def test_a_declined_card_whose_notice_was_lost_keeps_no_seat(world: World) -> None:
    session = await unpaid(world)
    payment = await world.authorize(session, None)
    world.platform.gateway.pay(existing(payment.intent_id), DECLINED)
    world.platform.gateway.notices.clear()
    await rest(world, UNTIL)
    assert await is_given_back(world, session)
    assert (await world.payment(payment.id)).status is PaymentStatus.FAILED


async def test_a_payment_that_the_provider_does_not_have_any_more_keeps_no_seat(world: World) -> None:
    session = await unpaid(world)
    payment = await world.authorize(session, None)
    world.platform.gateway.forget(existing(payment.intent_id))
    await rest(world, UNTIL)
    assert await is_given_back(world, session)


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("call", ["retrieve", "release"])
async def test_trouble_at_the_end_only_delays_it(world: World, call: str, moment: Moment) -> None:
    session = await unpaid(world)
    payment = await world.authorize(session, None)
    world.platform.gateway.faults.plan(call, moment)
    await rest(world, UNTIL)
    world.platform.gateway.faults.clear()
    await world.settle()
    assert await is_given_back(world, session)
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED


async def test_a_payment_whose_intent_was_never_made_is_called_off_too(world: World) -> None:
    session = await unpaid(world)
    world.platform.gateway.faults.plan("open", Moment.BEFORE)
    with pytest.raises(Exception, match="does not answer"):
        await world.authorize(session)
    await rest(world, UNTIL)
    assert await is_given_back(world, session)
    assert world.platform.gateway.ledger == []


async def test_a_payment_for_which_the_provider_makes_no_intent_keeps_no_seat(world: World) -> None:
    session = await unpaid(world)
    world.platform.gateway.faults.refused.add("open")
    with pytest.raises(RequestRefused):
        await world.authorize(session)
    await rest(world, UNTIL)
    assert await is_given_back(world, session)
    assert world.platform.gateway.intents == {}


@pytest.mark.parametrize("card", [VISA, CHALLENGED, DECLINED, None])
async def test_a_payment_that_races_the_end_is_either_held_with_its_seat_or_not_at_all(
    world: World, card: str | None
) -> None:
    session = await unpaid(world)
    payment = await world.authorize(session, None)
    world.clock.advance(UNTIL - MOMENT)

    async def at_the_last_moment() -> None:
        world.clock.advance(MOMENT)
        await world.settle()

    await asyncio.gather(world.authorize(session, card), at_the_last_moment(), return_exceptions=True)
    await rest(world, timedelta(hours=1))
    after = await world.session(session.id)
    held = world.platform.gateway.moved(existing(payment.intent_id), EntryKind.HOLD)
    freed = world.platform.gateway.moved(existing(payment.intent_id), EntryKind.RELEASE)
    if after.status is SessionStatus.PAYMENT_AUTHORIZED:
        assert (held, freed) == (15_00, 0)
    else:
        assert await is_given_back(world, session)
        assert held == freed


async def test_a_payment_cannot_be_begun_after_the_time(world: World) -> None:
    session = await unpaid(world)
    world.clock.advance(UNTIL)
    with pytest.raises(NotMatched):
        await world.authorize(session)
    assert world.platform.gateway.intents == {}


async def test_a_card_that_is_entered_while_its_payment_is_called_off_is_told_so_and_may_be_tried_again(
    world: World,
) -> None:
    session = await unpaid(world)
    payment = await world.authorize(session, None)
    await world.platform.gateway.release(existing(payment.intent_id), payment.id)
    world.platform.gateway.notices.clear()
    with pytest.raises(PaymentDeclined, match="called off"):
        await world.authorize(session)
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED
    assert (await world.authorize(session)).status is PaymentStatus.AUTHORIZED


async def test_after_a_declined_card_the_time_is_what_it_was(world: World) -> None:
    session = await unpaid(world)
    await rest(world, UNTIL - timedelta(minutes=1))
    with pytest.raises(PaymentDeclined):
        await world.authorize(session, DECLINED)
    await rest(world, timedelta(minutes=1))
    assert await is_given_back(world, session)


async def test_the_sweep_finds_a_match_whose_effect_was_lost(world: World) -> None:
    session = await unpaid(world)
    lost = [row for row in world.platform.outbox.pending if row.reaction == "expire_match"]
    for row in lost:
        world.platform.store.tables.outbox.put(row.id, row.done(world.clock.now()))
    world.clock.advance(UNTIL + timedelta(minutes=2) - MOMENT)
    assert await world.app.sessions.close_stale() == 0
    world.clock.advance(MOMENT)
    assert await world.app.sessions.close_stale() == 1
    await world.settle()
    assert await is_given_back(world, session)
    assert await world.app.sessions.close_stale() == 0


async def test_the_sweep_announces_an_expiry_once_and_leaves_it_to_its_next_attempt(world: World) -> None:
    session = await unpaid(world)
    await world.authorize(session, None)
    world.platform.gateway.faults.is_down = True
    await rest(world, UNTIL + timedelta(hours=1))
    waiting = world.platform.outbox.pending
    assert [row.reaction for row in waiting if row.error] == ["expire_match"]
    assert [await world.app.sessions.close_stale() for _ in range(3)] == [0, 0, 0]
    assert world.platform.outbox.pending == waiting
    world.platform.gateway.faults.clear()
    await world.settle()
    assert await is_given_back(world, session)


async def test_a_match_from_before_keeps_its_seat_for_a_day(world: World) -> None:
    session = await unpaid(world)
    async with world.platform.store.begin() as work:
        await work.sessions.save(evolve(session, pay_by=None))
    await rest(world, timedelta(hours=24))
    assert await world.app.sessions.close_stale() == 0
    world.clock.advance(MOMENT)
    assert await world.app.sessions.close_stale() == 1
    assert (await world.session(session.id)).status is SessionStatus.CANCELLED


async def test_a_seat_that_was_given_back_counts_no_more_as_unpaid(world: World) -> None:
    seeker = await world.seeker()
    for _ in range(2):
        for _ in range(3):
            await world.matched(await world.companion(), seeker)
        await rest(world, UNTIL)
