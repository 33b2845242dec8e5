"""Holds that must outlast the bank's limit: renewed in time, once, without a second hold left behind."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hushroom_adapters.memory.gateway import EntryKind, Moment
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.errors import PaymentNotHeld
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.policy import HOLD_LAPSED
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from tests.support.existing import existing
from tests.support.worlds import CHALLENGED, VISA, World


async def booked_ahead(world: World, card: str = VISA, **ahead: float) -> tuple[Session, Payment]:
    """Returns a session that is scheduled that far ahead and paid at once, and its payment."""
    companion = await world.companion()
    session = await world.matched(companion, scheduled_at=world.clock.now() + timedelta(**ahead))
    payment = await world.authorize(session, card)
    if card == CHALLENGED:
        world.platform.gateway.authenticate(existing(payment.intent_id))
    await world.settle()
    return session, await world.payment(payment.id)


async def live_through(world: World, hours: int) -> None:
    """Advances the clock hour by hour and runs the sweeps, the provider's lapses and all reactions."""
    for _ in range(hours):
        world.after(hours=1)
        world.platform.gateway.lapse()
        await world.app.sessions.close_stale()
        await world.app.payments.sweep()
        await world.settle()


def moved(world: World, kind: EntryKind) -> list[Any]:
    return [entry.intent_id for entry in world.platform.gateway.ledger if entry.kind is kind]


def held_now(world: World) -> list[Any]:
    over = {*moved(world, EntryKind.RELEASE), *moved(world, EntryKind.CAPTURE)}
    return [intent_id for intent_id in moved(world, EntryKind.HOLD) if intent_id not in over]


@pytest.mark.parametrize(
    ("ahead", "keeps"), [({"minutes": 5}, False), ({"days": 2}, False), ({"days": 3}, True), ({"days": 30}, True)]
)
async def test_a_card_is_kept_only_for_a_session_that_may_outlive_a_hold(
    world: World, ahead: dict[str, int], keeps: bool
) -> None:
    _, payment = await booked_ahead(world, VISA, **ahead)
    assert (payment.status, payment.keeps_card) == (PaymentStatus.AUTHORIZED, keeps)
    assert payment.held_until == world.clock.now() + timedelta(days=7)


async def test_a_hold_is_renewed_as_often_as_it_takes_and_captured_once(world: World) -> None:
    session, payment = await booked_ahead(world, days=20)
    await live_through(world, 20 * 24)
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED
    assert len(held_now(world)) == 1
    for role in (session.seeker_id, session.companion_user_id):
        await world.move(session, role, SessionAction.READY)
    await world.move(session, session.seeker_id, SessionAction.START)
    await live_through(world, 1)
    await world.move(session, session.seeker_id, SessionAction.END)
    await world.settle()
    paid = await world.payment(payment.id)
    assert (paid.status, paid.captured) == (PaymentStatus.CAPTURED, paid.authorized_amount)
    holds = moved(world, EntryKind.HOLD)
    assert len(holds) == 4, "on day 0, 6, 12 and 18"
    assert moved(world, EntryKind.CAPTURE) == [holds[-1]] == [paid.intent_id]
    assert sorted(moved(world, EntryKind.RELEASE)) == sorted(holds[:-1])


async def test_a_session_that_is_called_off_later_lets_the_renewed_hold_go(world: World) -> None:
    session, payment = await booked_ahead(world, days=10)
    await live_through(world, 7 * 24)
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await world.settle()
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED
    assert held_now(world) == []


async def test_a_card_that_wants_its_holder_each_time_lapses_and_the_session_is_called_off(world: World) -> None:
    session, payment = await booked_ahead(world, CHALLENGED, days=10)
    await live_through(world, 7 * 24 - 1)
    tried = await world.payment(payment.id)
    assert (tried.status, tried.intent_id, tried.next_intent_id) == (PaymentStatus.AUTHORIZED, payment.intent_id, None)
    assert 2 <= len(world.platform.gateway.intents) - 1 <= 4, "the bank is left in peace between the tries"
    await live_through(world, 2)
    assert (await world.session(session.id)).cancellation_reason == HOLD_LAPSED
    assert held_now(world) == []
    assert all(one.stage.value == "canceled" for one in world.platform.gateway.intents.values())


async def test_a_lapse_that_nobody_told_us_of_is_found_by_looking(world: World) -> None:
    session, payment = await booked_ahead(world, days=2)
    world.platform.gateway.expire(existing(payment.intent_id))
    world.platform.gateway.notices.clear()
    world.after(days=7)
    async with world.platform.store.begin() as work:
        assert not await work.holds.is_good(session.id, world.clock.now())
    await world.app.payments.sweep()
    await world.settle()
    assert (await world.session(session.id)).cancellation_reason == HOLD_LAPSED


async def test_a_session_does_not_begin_on_a_hold_that_has_run_out(world: World) -> None:
    session, payment = await booked_ahead(world, days=2)
    for role in (session.seeker_id, session.companion_user_id):
        await world.move(session, role, SessionAction.READY)
    world.after(days=7)
    assert (await world.payment(payment.id)).status is PaymentStatus.AUTHORIZED
    with pytest.raises(PaymentNotHeld):
        await world.move(session, session.seeker_id, SessionAction.START)


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("call", ["renew", "confirm", "release"])
async def test_trouble_at_any_call_leaves_one_hold_in_the_end(world: World, call: str, moment: Moment) -> None:
    _, payment = await booked_ahead(world, days=10)
    world.platform.gateway.faults.plan(call, moment, times=2)
    await live_through(world, 7 * 24)
    renewed = await world.payment(payment.id)
    assert renewed.intent_id != payment.intent_id
    assert held_now(world) == [renewed.intent_id]


async def test_many_who_renew_at_once_hold_once(world: World) -> None:
    _, payment = await booked_ahead(world, days=10)
    world.after(days=6, minutes=1)
    await asyncio.gather(*(world.app.payments.reconcile(payment.id) for _ in range(10)))
    await world.settle()
    renewed = await world.payment(payment.id)
    assert len(moved(world, EntryKind.HOLD)) == 2
    assert held_now(world) == [renewed.intent_id] != [payment.intent_id]


@pytest.mark.parametrize("action", [SessionAction.CANCEL, SessionAction.START])
async def test_a_step_in_the_middle_of_a_renewal_leaves_no_hold_behind(world: World, action: SessionAction) -> None:
    session, payment = await booked_ahead(world, days=10)
    for role in (session.seeker_id, session.companion_user_id):
        await world.move(session, role, SessionAction.READY)
    world.after(days=6, minutes=1)
    await asyncio.gather(world.app.payments.reconcile(payment.id), world.move(session, session.seeker_id, action))
    if action is SessionAction.START:
        await world.move(session, session.seeker_id, SessionAction.END)
    await live_through(world, 7)
    assert held_now(world) == []
    assert len(moved(world, EntryKind.CAPTURE)) == (1 if action is SessionAction.START else 0)


async def test_what_the_provider_tells_of_a_replaced_hold_changes_nothing(world: World) -> None:
    session, payment = await booked_ahead(world, days=10)
    await live_through(world, 6 * 24 + 1)
    renewed = await world.payment(payment.id)
    old = await world.platform.gateway.retrieve(existing(payment.intent_id))
    assert renewed.reported(old, world.clock.now()) is renewed
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED
