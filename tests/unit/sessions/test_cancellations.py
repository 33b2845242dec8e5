"""Sessions that are cancelled, expired or abandoned, and the refunds and releases that follow."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_adapters.memory.gateway import EntryKind, Moment
from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.companions.use_cases.set_presence import SetPresence
from hushroom_domain.identity.model import User
from hushroom_domain.media.errors import RoomTooEarly
from hushroom_domain.media.use_cases.create_room import CreateRoom
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.payments.errors import NotCapturable, NotPayee, SessionNotOver
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.payments.use_cases.capture_payment import CapturePayment
from hushroom_domain.sessions.policy import COMPANION_GONE, IDLE_REASON, SEEKER_GONE
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.state_machine import IllegalTransition
from tests.support.existing import existing
from tests.support.relayed_rooms import RelayedRooms
from tests.support.worlds import CHALLENGED, World, viewer


async def user_of(world: World, user_id: UserId) -> User:
    return await world.user(user_id)


def moved(world: World) -> list[Any]:
    return [entry.kind for entry in world.platform.gateway.ledger]


@pytest.mark.parametrize("stage", ["paid", "ready"])
async def test_cancelling_a_paid_session_releases_the_hold_once(world: World, stage: str) -> None:
    session = await getattr(world, stage)(await world.companion())
    session = await world.move(session, session.seeker_id, SessionAction.CANCEL, "Something came up")
    assert (session.status, session.cancellation_reason) == (SessionStatus.CANCELLED, "Something came up")
    await asyncio.gather(*(world.settle() for _ in range(5)))
    assert (await world.payment_of(session)).status is PaymentStatus.CANCELLED
    assert moved(world) == [EntryKind.HOLD, EntryKind.RELEASE]


@pytest.mark.parametrize("stage", ["matched", "paid", "ready"])
async def test_cancelling_gives_the_companions_seat_back(world: World, stage: str) -> None:
    companion = await world.companion(capacity=1)
    session = await getattr(world, stage)(companion)
    await world.move(session, session.companion_user_id, SessionAction.CANCEL)
    assert (await world.matched(companion)).status is SessionStatus.MATCHED


async def leaves(world: World, user_id: UserId) -> None:
    await world.app.identity.delete(user_id)


async def is_locked_out(world: World, user_id: UserId) -> None:
    command = UpdateUser.Command(admin_id=world.admin_id, user_id=user_id, is_active=False)
    await world.app.administration.update_user(command)


async def is_reported_by_three(world: World, user_id: UserId) -> None:
    for _ in range(3):
        reporter = await world.partner(user_id)
        await world.app.moderation.report(
            FileReport.Command(reporter_id=reporter.id, reported_user_id=user_id, reason="RUDE", description="Shouted")
        )


@pytest.mark.parametrize("goes", [leaves, is_locked_out, is_reported_by_three])
@pytest.mark.parametrize(("side", "reason"), [("seeker_id", SEEKER_GONE), ("companion_user_id", COMPANION_GONE)])
async def test_whoever_can_act_no_more_leaves_no_hold_and_no_seat_taken(
    world: World, goes: Callable[[Any, Any], Coroutine[Any, Any, None]], side: str, reason: str
) -> None:
    next_month = world.clock.now() + timedelta(days=30)
    companion = await world.companion(capacity=2)
    running = await world.running(companion)
    booked = await world.booked(await world.seeker())
    paid = await world.paid(companion, await user_of(world, running.seeker_id), scheduled_at=next_month)
    await goes(world, getattr(paid, side))
    for _ in range(2):
        await world.settle()
    paid = await world.session(paid.id)
    assert (paid.status, paid.cancellation_reason) == (SessionStatus.CANCELLED, reason)
    assert (await world.payment_of(paid)).status is PaymentStatus.CANCELLED
    assert (await world.session(booked.id)).status is SessionStatus.PENDING_MATCH
    if goes is leaves:
        assert (await world.session(running.id)).status is SessionStatus.COMPLETED
    else:
        assert (await world.session(running.id)).status is SessionStatus.IN_PROGRESS
        assert moved(world) == [EntryKind.HOLD, EntryKind.HOLD, EntryKind.RELEASE]
    if side == "seeker_id":
        await world.matched(companion, scheduled_at=next_month)


@pytest.mark.parametrize("goes", [leaves, is_locked_out], ids=["left", "locked out"])
async def test_the_companion_of_a_closed_account_is_not_online(
    world: World, goes: Callable[[Any, Any], Coroutine[Any, Any, None]]
) -> None:
    companion = await world.companion()
    await world.app.companions.set_presence(SetPresence.Command(companion.user_id, is_online=True))
    assert (await world.profile(companion)).is_online
    for user_id in (companion.user_id, (await world.seeker()).id):
        await goes(world, user_id)
        await world.settle()
    assert not (await world.profile(companion)).is_online


async def test_cancelling_closes_a_room_that_was_opened_ahead(world: World) -> None:
    session = await world.paid(await world.companion())
    await world.app.media.create_room(CreateRoom.Command(session.seeker_id, session.id))
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await world.settle()
    assert world.platform.rooms.inside == {}


async def test_a_session_that_is_cancelled_while_its_room_is_opened_leaves_no_room(world: World) -> None:
    session = await world.paid(await world.companion())
    rooms = world.platform.rooms

    class CancelledMeanwhile(RelayedRooms):
        async def open(self, name: str, **limits: int) -> None:
            await super().open(name, **limits)
            await world.move(session, session.companion_user_id, SessionAction.CANCEL)
            await world.settle()

    create_room = evolve(world.app.media.create_room, rooms=CancelledMeanwhile(rooms))
    with pytest.raises(RoomTooEarly):
        await create_room(CreateRoom.Command(session.seeker_id, session.id))
    assert rooms.inside == {}
    assert (await world.session(session.id)).room_name is None


async def test_a_session_that_nobody_started_has_its_room_closed(world: World) -> None:
    session = await world.paid(await world.companion())
    await world.app.media.create_room(CreateRoom.Command(session.seeker_id, session.id))
    world.after(hours=25)
    await world.app.sessions.close_stale()
    await world.settle()
    assert world.platform.rooms.inside == {}


async def test_cancelling_while_the_payer_is_challenged_leaves_no_hold_behind(world: World) -> None:
    session = await world.matched(await world.companion())
    payment = await world.authorize(session, CHALLENGED)
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    world.platform.gateway.authenticate(existing(payment.intent_id))
    await world.settle()
    assert (await world.payment(payment.id)).status is PaymentStatus.CANCELLED
    assert moved(world) == [EntryKind.HOLD, EntryKind.RELEASE]


async def test_cancelling_in_the_middle_of_an_authorization_leaves_no_hold_behind(world: World) -> None:
    session = await world.matched(await world.companion())
    await asyncio.gather(
        world.authorize(session), world.move(session, session.seeker_id, SessionAction.CANCEL), return_exceptions=True
    )
    await world.settle()
    held = sum(entry.minor for entry in world.platform.gateway.ledger if entry.kind is EntryKind.HOLD)
    released = sum(entry.minor for entry in world.platform.gateway.ledger if entry.kind is EntryKind.RELEASE)
    assert held == released
    assert (await world.session(session.id)).status is SessionStatus.CANCELLED


@pytest.mark.parametrize("moment", Moment)
async def test_a_release_that_fails_is_tried_until_it_is_done_and_done_once(world: World, moment: Moment) -> None:
    session = await world.paid(await world.companion())
    world.platform.gateway.faults.plan("release", moment, times=2)
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    for _ in range(3):
        await world.settle()
    assert (await world.payment_of(session)).status is PaymentStatus.CANCELLED
    assert moved(world) == [EntryKind.HOLD, EntryKind.RELEASE]


async def test_a_running_session_cannot_be_cancelled(world: World) -> None:
    session = await world.running(await world.companion())
    with pytest.raises(IllegalTransition):
        await world.move(session, session.seeker_id, SessionAction.CANCEL)


async def test_an_abandoned_session_captures_the_time_served_and_lets_the_rest_go(world: World) -> None:
    session = await world.running(await world.companion(), planned_minutes=60)
    world.after(minutes=20)
    await world.move(session, session.seeker_id, SessionAction.PAUSE)
    world.after(hours=3, minutes=41)
    assert await world.app.sessions.close_stale() == 1
    session = await world.session(session.id)
    assert (session.status, session.duration_minutes) == (SessionStatus.ABANDONED, 20)
    await world.settle()
    payment = await world.payment_of(session)
    assert (payment.status, payment.captured, payment.amount) == (PaymentStatus.CAPTURED, Money(10_00), Money(10_00))
    assert moved(world) == [EntryKind.HOLD, EntryKind.CAPTURE, EntryKind.RELEASE]
    assert await world.earned(existing(session.companion_user_id)) == Money(7_00)


async def test_an_abandoned_session_never_costs_more_than_was_agreed(world: World) -> None:
    session = await world.running(await world.companion())
    world.after(hours=9)
    await world.app.sessions.close_stale()
    await world.settle()
    assert (await world.payment_of(session)).captured == Money(15_00)


async def test_an_abandoned_session_too_short_to_charge_releases_the_hold(world: World) -> None:
    session = await world.running(await world.companion())
    world.after(seconds=40)
    await world.move(session, session.companion_user_id, SessionAction.PAUSE)
    world.after(hours=5)
    await world.app.sessions.close_stale()
    await world.settle()
    assert (await world.payment_of(session)).status is PaymentStatus.CANCELLED
    assert moved(world) == [EntryKind.HOLD, EntryKind.RELEASE]


@pytest.mark.parametrize("stage", ["booked", "paid", "ready"])
async def test_a_session_that_nobody_moved_for_a_day_is_cancelled(world: World, stage: str) -> None:
    seeker = await world.seeker()
    companion = await world.companion()
    session = await (world.booked(seeker) if stage == "booked" else getattr(world, stage)(companion, seeker))
    world.after(hours=24)
    assert await world.app.sessions.close_stale() == 0
    world.after(seconds=1)
    assert await world.app.sessions.close_stale() == 1
    assert await world.app.sessions.close_stale() == 0
    await world.settle()
    session = await world.session(session.id)
    assert (session.status, session.cancellation_reason) == (SessionStatus.CANCELLED, IDLE_REASON)
    if stage in {"paid", "ready"}:
        assert moved(world) == [EntryKind.HOLD, EntryKind.RELEASE]
    assert (await world.matched(companion)).status is SessionStatus.MATCHED


async def test_an_appointed_session_is_forgotten_a_day_after_its_time_and_not_before(world: World) -> None:
    session = await world.booked(await world.seeker(), scheduled_at=world.clock.now() + timedelta(days=3))
    world.after(days=4)
    assert await world.app.sessions.close_stale() == 0
    world.after(seconds=1)
    assert await world.app.sessions.close_stale() == 1
    assert (await world.session(session.id)).status is SessionStatus.CANCELLED


async def test_a_capture_waits_for_the_end_and_for_the_right_person(world: World) -> None:
    session = await world.running(await world.companion())
    payment = await world.payment_of(session)

    async def capture(user_id: UserId | None) -> Payment:
        return await world.app.payments.capture(CapturePayment.Command(payment.id, viewer(user_id)))

    with pytest.raises(SessionNotOver):
        await capture(session.companion_user_id)
    world.after(minutes=30)
    await world.move(session, session.companion_user_id, SessionAction.END)
    with pytest.raises(NotPayee):
        await capture(session.seeker_id)
    assert (await capture(session.companion_user_id)).status is PaymentStatus.CAPTURED
    assert (await capture(session.companion_user_id)).status is PaymentStatus.CAPTURED
    await world.settle()
    assert moved(world) == [EntryKind.HOLD, EntryKind.CAPTURE]


async def test_a_payment_that_the_provider_let_go_cannot_be_captured(world: World) -> None:
    session = await world.running(await world.companion())
    payment = await world.payment_of(session)
    world.platform.gateway.expire(existing(payment.intent_id))
    await world.settle()
    world.after(minutes=30)
    await world.move(session, session.companion_user_id, SessionAction.END)
    await world.settle()
    with pytest.raises(NotCapturable):
        await world.app.payments.capture(CapturePayment.Command(payment.id, viewer(session.companion_user_id)))
