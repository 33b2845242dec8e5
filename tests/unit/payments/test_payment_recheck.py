"""Disputes and refunds without a notice are detected by the reconciliation job, a few payments at a time."""

from hushroom_adapters.memory.gateway import Moment
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.money import Money
from tests.support.builders import an_id
from tests.support.existing import existing
from tests.support.worlds import World


async def captured(world: World) -> tuple[Session, Payment]:
    session = await world.ended(await world.companion())
    await world.settle()
    payment = await world.payment_of(session)
    assert payment.status is PaymentStatus.CAPTURED
    return session, payment


async def reconciled(world: World) -> int:
    """Returns the number of payments that the job checked."""
    chosen = await world.app.payments.recheck_captured()
    await world.settle()
    return chosen


async def test_a_dispute_whose_notices_are_lost_is_found_and_its_end_too(world: World) -> None:
    session, payment = await captured(world)
    gateway = world.platform.gateway
    gateway.contest(existing(payment.intent_id), Money(15_00))
    gateway.notices.clear()
    world.after(days=1)
    assert await reconciled(world) == 1
    assert (await world.payment(payment.id)).status is PaymentStatus.DISPUTED
    assert (await world.session(session.id)).status is SessionStatus.DISPUTED
    gateway.judge(existing(payment.intent_id), won=False)
    gateway.notices.clear()
    world.after(days=1)
    assert await reconciled(world) == 1
    lost = await world.payment(payment.id)
    assert (lost.status, lost.refunded) == (PaymentStatus.REFUNDED, Money(15_00))
    assert (await world.session(session.id)).status is SessionStatus.COMPLETED
    assert await world.earned(existing(session.companion_user_id)) == Money(0)


async def test_a_refund_made_at_the_provider_is_found(world: World) -> None:
    session, payment = await captured(world)
    await world.platform.gateway.refund(existing(payment.intent_id), an_id(), Money(5_00), None)
    world.platform.gateway.notices.clear()
    world.after(days=1)
    await reconciled(world)
    found = await world.payment(payment.id)
    assert (found.status, found.refunded) == (PaymentStatus.PARTIALLY_REFUNDED, Money(5_00))
    assert await world.earned(existing(session.companion_user_id)) == Money(7_00)


async def test_a_payment_is_looked_at_once_a_day_and_changes_nothing_when_there_is_nothing_new(world: World) -> None:
    _, payment = await captured(world)
    assert await reconciled(world) == 0, "it was captured just now"
    world.after(days=1)
    assert (await reconciled(world), await reconciled(world)) == (1, 0)
    seen = await world.payment(payment.id)
    assert (seen.status, seen.updated_at, seen.reconciled_at) == (payment.status, payment.updated_at, world.clock.now())


async def test_a_payment_is_left_alone_when_nobody_can_dispute_it_any_more(world: World) -> None:
    await captured(world)
    world.after(days=121)
    assert await reconciled(world) == 0


async def test_a_provider_that_is_away_is_asked_again(world: World) -> None:
    _, payment = await captured(world)
    world.platform.gateway.contest(existing(payment.intent_id), Money(15_00))
    world.platform.gateway.notices.clear()
    world.platform.gateway.faults.plan("retrieve", Moment.BEFORE)
    world.after(days=1)
    await reconciled(world)
    assert (await world.payment(payment.id)).status is PaymentStatus.CAPTURED
    await world.settle()
    assert (await world.payment(payment.id)).status is PaymentStatus.DISPUTED
