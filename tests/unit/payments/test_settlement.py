"""The price of a session: the rate at the match, and the part of it that is due after each kind of end."""

from typing import Any

import pytest
from attrs import evolve

from hushroom_adapters.memory.gateway import EntryKind
from hushroom_domain.companions.model import Companion, CompanionTier
from hushroom_domain.companions.use_cases.update_companion import UpdateCompanion
from hushroom_domain.notifications.services.room_messages import SessionState
from hushroom_domain.payments.errors import PaymentDeclined
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.payments.use_cases.capture_payment import CapturePayment
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction, SessionEndedBy, SessionStatus
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.money import Money
from tests.support.existing import existing
from tests.support.worlds import DECLINED, World, viewer


async def change_rate(world: World, companion: Companion, minor: int) -> None:
    base_rate = Money(minor)
    await world.app.companions.update(UpdateCompanion.Command(user_id=companion.user_id, base_rate=base_rate))


async def captured(world: World, session: Session) -> Money:
    await world.settle()
    payment = await world.payment_of(session)
    assert world.platform.gateway.moved(existing(payment.intent_id), EntryKind.CAPTURE) == payment.captured.minor
    return payment.captured


async def letters_to(world: World, user_id: UserId | None) -> list[Any]:
    address = existing(world.platform.store.tables.users.get(existing(user_id))).email
    return [message.words.subject for message in world.platform.mailer.to(address)]


async def test_the_rate_of_the_match_is_charged_whatever_the_companion_asks_later(world: World) -> None:
    companion = await world.companion(base_rate=Money(10_00))
    session = await world.matched(companion, planned_minutes=60)
    await change_rate(world, companion, 1_000_00)
    payment = await world.authorize(session)
    assert (session.agreed_rate, payment.amount) == (Money(10_00), Money(10_00))


async def test_the_commission_is_that_of_the_tier_at_the_match(world: World) -> None:
    companion = await world.companion(tier=CompanionTier.STANDARD)
    session = await world.matched(companion)
    await world.promote(companion, CompanionTier.EXPERT)
    assert (await world.authorize(session)).commission_basis_points == 3_000
    assert (await world.matched(await world.companion(tier=CompanionTier.EXPERT))).agreed_tier is CompanionTier.EXPERT


async def test_a_second_card_is_charged_the_same_as_the_first(world: World) -> None:
    companion = await world.companion()
    session = await world.matched(companion)
    with pytest.raises(PaymentDeclined):
        await world.authorize(session, DECLINED)
    await change_rate(world, companion, 90_00)
    assert (await world.authorize(session)).amount == Money(15_00)


async def test_a_match_that_kept_no_rate_costs_what_the_companion_asks_when_it_is_paid(world: World) -> None:
    companion = await world.companion()
    session = await world.matched(companion)
    async with world.platform.store.begin() as work:
        await work.sessions.save(evolve(session, agreed_rate=None, agreed_tier=None))
    await change_rate(world, companion, 40_00)
    payment = await world.authorize(session)
    assert (payment.amount, payment.commission_basis_points) == (Money(20_00), 3_000)


@pytest.mark.parametrize(
    ("side", "minutes", "taken"),
    [
        ("companion_user_id", 1, 50),
        ("companion_user_id", 15, 7_50),
        ("companion_user_id", 23, 11_50),
        ("companion_user_id", 24, 15_00),
        ("companion_user_id", 30, 15_00),
        ("seeker_id", 1, 15_00),
        ("seeker_id", 30, 15_00),
    ],
)
async def test_an_end_is_charged_by_who_asked_for_it_and_when(
    world: World, side: str, minutes: int, taken: int
) -> None:
    session = await world.running(await world.companion())
    world.after(minutes=minutes)
    ended = await world.move(session, getattr(session, side), SessionAction.END)
    assert ended.ended_by is (SessionEndedBy.SEEKER if side == "seeker_id" else SessionEndedBy.COMPANION)
    assert await captured(world, session) == Money(taken)


async def test_a_companion_who_ends_at_once_gets_nothing_and_the_hold_is_let_go(world: World) -> None:
    session = await world.running(await world.companion())
    await world.move(session, session.companion_user_id, SessionAction.END)
    assert await captured(world, session) == Money(0)
    assert (await world.payment_of(session)).status is PaymentStatus.CANCELLED


async def test_a_pause_is_not_time_served(world: World) -> None:
    session = await world.running(await world.companion())
    world.after(minutes=10)
    await world.move(session, session.companion_user_id, SessionAction.PAUSE)
    world.after(minutes=60)
    await world.move(session, session.companion_user_id, SessionAction.END)
    assert await captured(world, session) == Money(5_00)


async def test_a_capture_by_hand_takes_no_more_than_the_settlement(world: World) -> None:
    session = await world.running(await world.companion())
    world.after(minutes=6)
    await world.move(session, session.companion_user_id, SessionAction.END)
    payment = await world.payment_of(session)
    command = CapturePayment.Command(payment.id, viewer(session.companion_user_id))
    assert (await world.app.payments.capture(command)).captured == Money(3_00)
    assert await captured(world, session) == Money(3_00)


@pytest.mark.parametrize(
    ("side", "minutes", "taken"),
    [
        ("companion_user_id", 10, 5_00),
        ("companion_user_id", 27, 13_50),
        ("companion_user_id", 40, 15_00),
        ("seeker_id", 10, 15_00),
    ],
)
async def test_one_who_closes_the_account_ends_the_session_then_and_both_are_told(
    world: World, side: str, minutes: int, taken: int
) -> None:
    session = await world.running(await world.companion())
    world.after(minutes=minutes)
    await world.app.identity.delete(getattr(session, side))
    world.after(minutes=5)
    assert await captured(world, session) == Money(taken)
    ended = await world.session(session.id)
    by = SessionEndedBy.SEEKER if side == "seeker_id" else SessionEndedBy.COMPANION_LEFT
    assert (ended.status, ended.ended_by) == (SessionStatus.COMPLETED, by)
    for user_id in (session.seeker_id, session.companion_user_id):
        assert (await letters_to(world, user_id)).count("Your session is complete") == 1
    last = world.platform.broadcasts.of(SessionState)[-1].session
    assert (last.id, last.status) == (session.id, SessionStatus.COMPLETED)


async def test_one_who_left_is_not_written_to_about_what_ended_before(world: World) -> None:
    session = await world.ended(await world.companion())
    world.after(seconds=1)
    await world.app.identity.delete(session.seeker_id)
    await world.settle()
    assert "Your session is complete" not in await letters_to(world, session.seeker_id)
    assert "Your session is complete" in await letters_to(world, session.companion_user_id)


async def test_leaving_twice_ends_once(world: World) -> None:
    session = await world.running(await world.companion())
    world.after(minutes=10)
    await world.app.identity.delete(existing(session.companion_user_id))
    await world.settle()
    ended = await world.session(session.id)
    world.after(minutes=10)
    await world.app.sessions.leave(existing(session.companion_user_id), world.clock.now())
    assert await world.session(session.id) == ended
