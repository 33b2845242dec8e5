"""The calls that each occasion makes to the payment provider, in their order: no call more, and none less."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from attrs import define, evolve, field

from hushroom_adapters.memory.gateway import Faults, MemoryGateway, Moment
from hushroom_adapters.memory.gateway.intent import Stage
from hushroom_domain.payments.errors import PaymentDeclined, ProviderUnavailable, RequestRefused
from hushroom_domain.payments.model import Payment, RefundStatus
from hushroom_domain.payments.ports import HoldRequest
from hushroom_domain.payments.rules.provider_snapshot import ProviderSnapshot
from hushroom_domain.payments.services.provider_calls import OpenIntent
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.payments.use_cases.authorize_payment import AuthorizePayment
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.shared.money import Money
from tests.support.worlds import CHALLENGED, DECLINED, VISA, World


@define
class RecordedCalls(Faults):
    """Planned faults that also record the names of the operations that reach the provider."""

    names: list[str] = field(factory=list)

    @contextmanager
    def around(self, operation: str) -> Iterator[None]:
        self.names.append(operation)
        with Faults.around(self, operation):
            yield

    def taken(self) -> list[str]:
        """Returns the recorded names since the last call and clears them."""
        names, self.names = self.names, []
        return names


@pytest.fixture
def calls(world: World) -> RecordedCalls:
    recorded = RecordedCalls()
    world.platform.gateway.faults = recorded
    return recorded


async def reactions(world: World) -> None:
    """Runs the due reactions while the provider's notices are lost."""
    await world.platform.outbox.drain(world.app)
    world.platform.gateway.notices.clear()


async def held(world: World, calls: RecordedCalls, **criteria: Any) -> tuple[Session, Payment]:
    session = await world.paid(await world.companion(), **criteria)
    await reactions(world)
    calls.taken()
    return session, await world.payment_of(session)


async def captured(world: World, calls: RecordedCalls) -> tuple[Session, Payment]:
    session = await world.ended(await world.companion())
    await reactions(world)
    calls.taken()
    return session, await world.payment_of(session)


@pytest.mark.parametrize(
    ("card", "expected"), [(VISA, ["open", "confirm"]), (CHALLENGED, ["open", "confirm"]), (None, ["open"])]
)
async def test_a_card_is_asked_once_its_intent_is_there(
    world: World, calls: RecordedCalls, card: str | None, expected: list[str]
) -> None:
    session = await world.matched(await world.companion())
    await world.authorize(session, card)
    assert calls.taken() == expected
    await reactions(world)
    assert calls.taken() == []


async def test_another_attempt_uses_the_intent_that_is_there(world: World, calls: RecordedCalls) -> None:
    session = await world.matched(await world.companion())
    await world.authorize(session, CHALLENGED)
    await world.authorize(session, VISA)
    assert calls.taken() == ["open", "confirm", "confirm"]


async def test_the_intent_of_a_declined_card_is_released(world: World, calls: RecordedCalls) -> None:
    session = await world.matched(await world.companion())
    with pytest.raises(PaymentDeclined):
        await world.authorize(session, DECLINED)
    await reactions(world)
    assert calls.taken() == ["open", "confirm", "release"]


async def test_a_refused_card_ends_its_attempt_and_releases_the_intent(world: World, calls: RecordedCalls) -> None:
    session = await world.matched(await world.companion())
    with pytest.raises(RequestRefused):
        await world.authorize(session, "pm_card_of_nobody")
    await reactions(world)
    assert calls.taken() == ["open", "confirm", "release"]
    assert (await world.payment_of(session)).status is PaymentStatus.FAILED


async def test_the_sweep_looks_at_a_pending_payment(world: World, calls: RecordedCalls) -> None:
    session = await world.matched(await world.companion())
    await world.authorize(session, CHALLENGED)
    calls.taken()
    world.after(minutes=3)
    assert await world.app.payments.sweep() == 1
    await reactions(world)
    assert calls.taken() == ["retrieve"]


async def test_the_sweep_opens_the_intent_whose_creation_failed(world: World, calls: RecordedCalls) -> None:
    session = await world.matched(await world.companion())
    calls.plan("open", Moment.BEFORE)
    with pytest.raises(ProviderUnavailable):
        await world.authorize(session)
    world.after(minutes=3)
    await world.app.payments.sweep()
    await reactions(world)
    assert calls.taken() == ["open", "open", "retrieve"]


async def test_an_ended_session_is_captured_and_nothing_follows(world: World, calls: RecordedCalls) -> None:
    session = await world.running(await world.companion())
    calls.taken()
    world.after(minutes=30)
    await world.move(session, session.seeker_id, SessionAction.END)
    await reactions(world)
    assert calls.taken() == ["capture"]
    assert await world.app.payments.sweep() == 0


async def test_a_cancelled_session_is_released_and_nothing_follows(world: World, calls: RecordedCalls) -> None:
    session, _ = await held(world, calls)
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await reactions(world)
    assert calls.taken() == ["release"]
    world.after(minutes=3)
    assert await world.app.payments.sweep() == 0


async def test_a_refund_is_given_back_and_looked_at(world: World, calls: RecordedCalls) -> None:
    _, payment = await captured(world, calls)
    await world.refund(payment, Money(5_00))
    assert calls.taken() == ["refund", "retrieve"]
    await reactions(world)
    assert calls.taken() == ["retrieve"]


async def test_requested_refunds_are_given_back_together(world: World, calls: RecordedCalls) -> None:
    _, payment = await captured(world, calls)
    calls.plan("refund", Moment.BEFORE)
    await world.refund(payment, Money(5_00))
    assert calls.taken() == ["refund"]
    await world.refund(payment, Money(3_00))
    assert calls.taken() == ["refund", "refund", "retrieve"]
    await reactions(world)
    assert calls.taken() == ["retrieve", "retrieve"]


async def test_a_refused_refund_is_asked_for_once_and_the_others_go_on(world: World, calls: RecordedCalls) -> None:
    _, payment = await captured(world, calls)
    calls.refused.add("refund")
    with pytest.raises(RequestRefused):
        await world.refund(payment, Money(5_00))
    assert calls.taken() == ["refund", "retrieve"]
    calls.refused.clear()
    await world.refund(payment, Money(5_00))
    assert calls.taken() == ["refund", "retrieve"]
    async with world.platform.store.begin() as work:
        found = [refund.status for refund in await work.payments.refunds(payment.id)]
    assert found == [RefundStatus.FAILED, RefundStatus.SUCCEEDED]


async def test_a_hold_is_renewed_by_two_calls_and_the_old_one_released(world: World, calls: RecordedCalls) -> None:
    _, payment = await held(world, calls, scheduled_at=world.clock.now() + timedelta(days=10))
    world.after(days=6, minutes=1)
    await world.app.payments.sweep()
    await reactions(world)
    assert calls.taken() == ["renew", "confirm", "release"]
    assert (await world.payment(payment.id)).intent_id != payment.intent_id


async def test_a_refused_renewal_keeps_the_hold_and_pauses(world: World, calls: RecordedCalls) -> None:
    _, payment = await held(world, calls, scheduled_at=world.clock.now() + timedelta(days=10))
    world.after(days=6, minutes=1)
    calls.refused.add("renew")
    for _ in range(2):
        await world.app.payments.sweep()
        await reactions(world)
    assert calls.taken() == ["renew"]
    assert (await world.payment(payment.id)).intent_id == payment.intent_id


async def test_a_renewal_that_broke_off_is_confirmed_later(world: World, calls: RecordedCalls) -> None:
    _, payment = await held(world, calls, scheduled_at=world.clock.now() + timedelta(days=10))
    world.after(days=6, minutes=1)
    calls.plan("confirm", Moment.BEFORE)
    await world.app.payments.sweep()
    await reactions(world)
    assert calls.taken() == ["renew", "confirm"]
    await reactions(world)
    assert calls.taken() == ["confirm", "release"]
    assert (await world.payment(payment.id)).intent_id != payment.intent_id


async def test_a_notice_causes_one_look(world: World, calls: RecordedCalls) -> None:
    session = await world.matched(await world.companion())
    payment = await world.authorize(session, None)
    world.platform.gateway.notices.clear()
    assert payment.intent_id is not None
    world.platform.gateway.pay(payment.intent_id, VISA)
    calls.taken()
    await world.settle()
    assert calls.taken() == ["retrieve"]


async def test_a_captured_payment_is_looked_at_once_a_day(world: World, calls: RecordedCalls) -> None:
    await captured(world, calls)
    world.after(days=1)
    assert await world.app.payments.recheck_captured() == 1
    await reactions(world)
    assert calls.taken() == ["retrieve"]


async def test_an_unpaid_match_ends_with_its_intent(world: World, calls: RecordedCalls) -> None:
    session = await world.matched(await world.companion())
    await world.authorize(session, None)
    calls.taken()
    world.after(minutes=30)
    await reactions(world)
    assert calls.taken() == ["retrieve", "release"]


async def test_an_unpaid_match_without_an_intent_opens_it_to_release_it(world: World, calls: RecordedCalls) -> None:
    session = await world.matched(await world.companion())
    calls.plan("open", Moment.BEFORE)
    with pytest.raises(ProviderUnavailable):
        await world.authorize(session)
    calls.taken()
    world.after(minutes=30)
    await reactions(world)
    assert calls.taken() == ["open", "retrieve", "release"]


async def test_a_payment_for_which_no_intent_can_be_made_stays_pending_while_its_match_waits(
    world: World, calls: RecordedCalls
) -> None:
    session = await world.matched(await world.companion())
    calls.refused.add("open")
    with pytest.raises(RequestRefused):
        await world.authorize(session)
    assert (await world.payment_of(session)).status is PaymentStatus.PENDING
    calls.refused.clear()
    world.after(seconds=30)
    assert (await world.authorize(session)).status is PaymentStatus.AUTHORIZED


async def test_the_release_of_a_payment_for_which_no_intent_can_be_made_ends_it(
    world: World, calls: RecordedCalls
) -> None:
    session = await world.matched(await world.companion())
    calls.refused.add("open")
    with pytest.raises(RequestRefused):
        await world.authorize(session)
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await reactions(world)
    payment = await world.payment_of(session)
    assert (payment.status, payment.failure) == (PaymentStatus.CANCELLED, RequestRefused.message)
    assert world.platform.outbox.failed == ()
    calls.taken()
    world.after(minutes=3)
    assert await world.app.payments.sweep() == 0
    await reactions(world)
    assert calls.taken() == []


async def test_an_intent_that_is_recorded_after_the_end_of_its_payment_is_released(
    world: World, calls: RecordedCalls
) -> None:
    session = await world.matched(await world.companion())
    calls.refused.add("open")
    with pytest.raises(RequestRefused):
        await world.authorize(session)
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await reactions(world)
    payment = await world.payment_of(session)
    assert payment.status is PaymentStatus.CANCELLED
    calls.refused.clear()
    late = await world.platform.gateway.open(HoldRequest.of(payment))
    calls.taken()
    await world.app.payments.authorize.reconciler.apply(payment.id, OpenIntent(), late)
    await reactions(world)
    assert calls.taken() == ["retrieve", "release"]
    assert world.platform.gateway.intents[late.intent_id].stage is Stage.CANCELLED
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED


@define
class SlowToOpen(MemoryGateway):
    """A gateway that answers the creation of an intent only after `meanwhile` is done."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def open(self, request: HoldRequest) -> ProviderSnapshot:
        if self.meanwhile is not None:
            await self.meanwhile()
        return await MemoryGateway.open(self, request)


async def test_a_card_is_not_charged_when_its_payment_ended_while_the_intent_was_opened(
    world: World, calls: RecordedCalls
) -> None:
    session = await world.matched(await world.companion())

    async def cancelled_meanwhile() -> None:
        calls.refused.add("open")
        await world.move(session, session.seeker_id, SessionAction.CANCEL)
        await reactions(world)
        calls.refused.clear()

    authorize = world.app.payments.authorize
    gateway = SlowToOpen(clock=world.clock, meanwhile=cancelled_meanwhile)
    slow = evolve(authorize, reconciler=evolve(authorize.reconciler, gateway=gateway))
    command = AuthorizePayment.Command(user_id=session.seeker_id, session_id=session.id, method_id=VISA)
    with pytest.raises(PaymentDeclined, match="called off"):
        await slow(command)
    assert gateway.ledger == []
