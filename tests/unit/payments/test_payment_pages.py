"""Paying on the hosted page: paid, left, expired, called off, in two tabs, and beside a card of a client."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from hushroom_adapters.memory.gateway import EntryKind, Moment
from hushroom_adapters.memory.gateway.page import PageStage
from hushroom_domain.payments.errors import (
    AlreadyPaid,
    NotMatched,
    NotPayer,
    PaymentUnderWay,
    ProviderUnavailable,
    RequestRefused,
)
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.payments.use_cases.open_payment_page import OpenPaymentPage
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.errors import ValidationFailed
from tests.support.builders import an_id
from tests.support.existing import existing
from tests.support.worlds import CHALLENGED, DECLINED, VISA, World


async def opened(world: World, **about: Any) -> tuple[Session, Payment, str]:
    """Returns a matched session, its payment and the id of the open page."""
    session = await world.matched(await world.companion(), **about)
    payment = await world.open_page(session)
    return session, payment, existing(payment.page_id)


def held(world: World) -> int:
    """Returns the money that the provider holds now, in minor units."""
    signs = {EntryKind.HOLD: 1, EntryKind.RELEASE: -1, EntryKind.CAPTURE: -1}
    return sum(signs.get(entry.kind, 0) * entry.minor for entry in world.platform.gateway.ledger)


async def noticed(world: World) -> None:
    await world.settle()


async def looked(world: World) -> None:
    """Looks at the payments while every notice is lost."""
    world.platform.gateway.notices.clear()
    for payment in list(world.platform.store.tables.payments.values()):
        await world.app.payments.reconcile(payment.id)


HEARD = pytest.mark.parametrize("hear", [noticed, looked])
Hear = Callable[[World], Awaitable[None]]


async def test_the_payment_is_saved_before_its_page_is_made(world: World) -> None:
    session = await world.matched(await world.companion())
    world.platform.gateway.faults.plan("open_page", Moment.AFTER)
    with pytest.raises(ProviderUnavailable) as refusal:
        await world.open_page(session)
    assert refusal.value.retry_after_seconds == 30
    saved = await world.payment_of(session)
    payment = await world.open_page(session)
    assert (payment.id, payment.status) == (saved.id, PaymentStatus.PENDING)
    assert list(world.platform.gateway.pages) == [payment.page_id]
    assert existing(payment.page_url).endswith(existing(payment.page_id))


@HEARD
async def test_money_that_is_held_on_the_page_moves_the_session_on(world: World, hear: Hear) -> None:
    session, payment, page_id = await opened(world)
    world.platform.gateway.pay_on_page(page_id, VISA)
    await hear(world)
    paid = await world.payment(payment.id)
    assert (paid.status, paid.intent_id is not None) == (PaymentStatus.AUTHORIZED, True)
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED
    with pytest.raises(AlreadyPaid):
        await world.open_page(session)
    assert (await world.open_page(session, is_repeat=True)).page_url == payment.page_url


async def test_a_closed_tab_loses_nothing_because_the_sweep_looks(world: World) -> None:
    session, _, page_id = await opened(world)
    world.platform.gateway.pay_on_page(page_id, VISA)
    world.platform.gateway.notices.clear()
    world.after(minutes=3)
    assert await world.app.payments.sweep() == 1
    await world.settle()
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED


async def test_a_notice_finds_the_payment_whose_page_was_never_told(world: World) -> None:
    session = await world.matched(await world.companion())
    gateway = world.platform.gateway
    gateway.faults.plan("open_page", Moment.AFTER)
    with pytest.raises(ProviderUnavailable):
        await world.open_page(session)
    [page_id] = gateway.pages
    gateway.pay_on_page(page_id, VISA)
    await world.settle()
    assert (await world.payment_of(session)).status is PaymentStatus.AUTHORIZED


@HEARD
@pytest.mark.parametrize("card", [DECLINED, CHALLENGED])
async def test_a_declined_card_or_a_refusal_at_the_bank_leaves_the_page_open(
    world: World, hear: Hear, card: str
) -> None:
    _, payment, page_id = await opened(world)
    gateway = world.platform.gateway
    gateway.pay_on_page(page_id, card)
    await hear(world)
    waiting = await world.payment(payment.id)
    assert (waiting.status, waiting.is_challenged) == (PaymentStatus.PENDING, card == CHALLENGED)
    if card == CHALLENGED:
        gateway.authenticate(existing(waiting.intent_id), passed=False)
        await hear(world)
        assert not (await world.payment(payment.id)).is_challenged
    gateway.pay_on_page(page_id, VISA)
    await hear(world)
    assert (await world.payment(payment.id)).status is PaymentStatus.AUTHORIZED
    assert held(world) == 15_00


async def test_an_open_page_is_given_again(world: World) -> None:
    session, payment, _ = await opened(world)
    world.after(minutes=10)
    again = await world.open_page(session, "fr")
    assert (again.id, again.page_url) == (payment.id, payment.page_url)
    assert len(world.platform.gateway.pages) == 1


async def test_an_expired_page_is_replaced_by_the_page_of_another_payment(world: World) -> None:
    session, payment, page_id = await opened(world)
    world.platform.gateway.expire_page(page_id)
    again = await world.open_page(session)
    assert again.id != payment.id
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED
    world.platform.gateway.pay_on_page(existing(again.page_id), VISA)
    await world.settle()
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED
    assert held(world) == 15_00


async def test_two_requests_at_once_open_one_page(world: World) -> None:
    session = await world.matched(await world.companion())
    first, second = await asyncio.gather(world.open_page(session), world.open_page(session))
    assert (first.id, first.page_url) == (second.id, second.page_url)
    assert len(world.platform.gateway.pages) == 1


async def test_the_end_of_the_match_closes_the_page(world: World) -> None:
    session, payment, page_id = await opened(world)
    world.after(minutes=30)
    await world.settle()
    assert world.platform.gateway.pages[page_id].stage is PageStage.EXPIRED
    assert (await world.session(session.id)).status is SessionStatus.CANCELLED
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED
    with pytest.raises(NotMatched):
        await world.open_page(session)


async def test_a_payer_at_the_bank_gets_more_time_once(world: World) -> None:
    session, payment, page_id = await opened(world)
    world.platform.gateway.pay_on_page(page_id, CHALLENGED)
    world.after(minutes=30)
    await world.settle()
    assert (await world.session(session.id)).is_prolonged
    world.platform.gateway.authenticate(existing((await world.payment(payment.id)).intent_id))
    await world.settle()
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED


async def test_a_payer_who_is_a_moment_late_keeps_the_seat(world: World) -> None:
    session, _, page_id = await opened(world)
    world.platform.gateway.pay_on_page(page_id, VISA)
    world.platform.gateway.notices.clear()
    world.after(minutes=31)
    await world.app.payments.expire_match(session.id)
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED


async def test_a_provider_that_is_away_keeps_the_seat_taken(world: World) -> None:
    session, _, _ = await opened(world)
    world.after(minutes=31)
    world.platform.gateway.faults.plan("close_page", Moment.BEFORE)
    with pytest.raises(ProviderUnavailable):
        await world.app.payments.expire_match(session.id)
    assert (await world.session(session.id)).status is SessionStatus.MATCHED
    await world.app.payments.expire_match(session.id)
    assert (await world.session(session.id)).status is SessionStatus.CANCELLED


@pytest.mark.parametrize("paid", [False, True])
async def test_calling_the_session_off_closes_the_page_and_releases_what_was_paid(world: World, paid: bool) -> None:
    session, payment, page_id = await opened(world)
    if paid:
        world.platform.gateway.pay_on_page(page_id, VISA)
        world.platform.gateway.notices.clear()
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await world.settle()
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED
    assert world.platform.gateway.pages[page_id].stage is (PageStage.COMPLETE if paid else PageStage.EXPIRED)
    assert held(world) == 0


async def test_a_card_of_a_client_closes_the_page_first(world: World) -> None:
    session, payment, page_id = await opened(world)
    other = await world.authorize(session, VISA)
    assert (other.id != payment.id, other.status) == (True, PaymentStatus.AUTHORIZED)
    assert world.platform.gateway.pages[page_id].stage is PageStage.EXPIRED
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED
    assert held(world) == 15_00


async def test_a_card_of_a_client_after_the_page_was_paid_is_refused(world: World) -> None:
    session, _, page_id = await opened(world)
    world.platform.gateway.pay_on_page(page_id, VISA)
    with pytest.raises(AlreadyPaid):
        await world.authorize(session, VISA)
    assert held(world) == 15_00


@pytest.mark.parametrize("card", [None, CHALLENGED])
async def test_a_page_cancels_the_intent_of_a_client_first(world: World, card: str | None) -> None:
    session = await world.matched(await world.companion())
    first = await world.authorize(session, card)
    payment = await world.open_page(session)
    assert payment.id != first.id
    assert (await world.payment(first.id)).status is PaymentStatus.CANCELLED
    world.platform.gateway.pay_on_page(existing(payment.page_id), VISA)
    await world.settle()
    assert held(world) == 15_00


async def test_a_page_after_a_client_has_paid_is_refused(world: World) -> None:
    session = await world.matched(await world.companion())
    waiting = await world.authorize(session, CHALLENGED)
    world.platform.gateway.authenticate(existing(waiting.intent_id))
    with pytest.raises(AlreadyPaid):
        await world.open_page(session)
    assert world.platform.gateway.pages == {}
    assert held(world) == 15_00


async def test_a_card_that_is_being_tried_is_waited_for(world: World) -> None:
    session = await world.matched(await world.companion())
    world.platform.gateway.faults.plan("confirm", Moment.BEFORE)
    with pytest.raises(ProviderUnavailable):
        await world.authorize(session, VISA)
    with pytest.raises(PaymentUnderWay):
        await world.open_page(session)
    world.after(seconds=30)
    assert (await world.open_page(session)).page_url


async def test_the_hold_of_a_page_is_renewed_by_its_intent(world: World) -> None:
    session, payment, page_id = await opened(world, scheduled_at=world.clock.now() + timedelta(days=9))
    world.platform.gateway.pay_on_page(page_id, VISA)
    await world.settle()
    assert (await world.payment(payment.id)).keeps_card
    world.after(days=6, minutes=1)
    await world.app.payments.sweep()
    await world.settle()
    renewed = await world.payment(payment.id)
    assert (renewed.status, renewed.page_id) == (PaymentStatus.AUTHORIZED, page_id)
    assert renewed.intent_id != world.platform.gateway.pages[page_id].report().found_intent_id
    assert held(world) == 15_00
    await world.app.payments.reconcile(payment.id)
    assert (await world.session(session.id)).status is SessionStatus.PAYMENT_AUTHORIZED


async def test_a_refused_page_leaves_the_payment_for_another_try(world: World) -> None:
    session = await world.matched(await world.companion())
    world.platform.gateway.faults.refused.add("open_page")
    with pytest.raises(RequestRefused):
        await world.open_page(session)
    world.platform.gateway.faults.clear()
    assert (await world.open_page(session)).page_url


async def test_a_payment_whose_page_is_refused_ends_with_its_session(world: World) -> None:
    session = await world.matched(await world.companion())
    world.platform.gateway.faults.refused.add("open_page")
    with pytest.raises(RequestRefused):
        await world.open_page(session)
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await world.settle()
    assert (await world.payment_of(session)).status is PaymentStatus.CANCELLED
    assert world.platform.outbox.failed == ()


async def test_only_the_payer_opens_the_page(world: World) -> None:
    session = await world.matched(await world.companion())
    stranger = await world.seeker()
    with pytest.raises(NotPayer):
        await world.app.payments.open_page(OpenPaymentPage.Command(user_id=stranger.id, session_id=session.id))


@pytest.mark.parametrize("language", ["", "e", "eng", "EN", "4r"])
def test_the_language_of_a_page_is_two_letters(language: str) -> None:
    with pytest.raises(ValidationFailed):
        OpenPaymentPage.Command(user_id=an_id(), session_id=an_id(), language=language)
