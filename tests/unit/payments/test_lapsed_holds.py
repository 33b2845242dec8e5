"""Holds that the provider releases by itself: no session is served without held money."""

from typing import Any

import pytest

from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.errors import PaymentNotHeld
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.policy import HOLD_LAPSED
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import UserId
from tests.support.existing import existing
from tests.support.worlds import World

CALLED_OFF = "Your session is called off"


async def lapse(world: World, session: Session) -> Payment:
    payment = await world.payment_of(session)
    world.platform.gateway.expire(existing(payment.intent_id))
    return payment


async def lapse_letters(world: World, *user_ids: UserId | None) -> list[Any]:
    users = [await world.user(existing(user_id)) for user_id in user_ids]
    mails = [world.platform.mailer.to(user.email) for user in users]
    return [sum(mail.words.subject == CALLED_OFF for mail in theirs) for theirs in mails]


def audited(world: World, action: AuditAction) -> list[Any]:
    return [entry for entry in world.platform.store.tables.audit_logs.values() if entry.action is action]


@pytest.mark.parametrize("stage", ["paid", "ready"])
async def test_a_session_whose_hold_lapses_before_it_begins_is_called_off_and_both_are_told(
    world: World, stage: str
) -> None:
    companion = await world.companion(capacity=1)
    session = await getattr(world, stage)(companion)
    payment = await lapse(world, session)
    await world.settle()
    after = await world.session(session.id)
    assert (after.status, after.cancellation_reason) == (SessionStatus.CANCELLED, HOLD_LAPSED)
    lapsed = await world.payment(payment.id)
    assert (lapsed.status, lapsed.failure) == (PaymentStatus.CANCELLED, "The hold lapsed before the money was taken")
    assert await lapse_letters(world, session.seeker_id, session.companion_user_id) == [1, 1]
    (entry,) = audited(world, AuditAction.PAYMENT_LAPSED)
    assert (entry.entity_id, entry.actor_id) == (payment.id, None)
    assert entry.metadata["session"] == session.status.value
    assert (await world.matched(companion)).status is SessionStatus.MATCHED, "the seat is free again"


async def test_a_lapse_that_is_told_again_changes_nothing_more(world: World) -> None:
    session = await world.ready(await world.companion())
    await lapse(world, session)
    await world.settle()
    for row in tuple(world.platform.store.tables.outbox.values()):
        assert await world.platform.outbox.run(world.app, row)
    assert await lapse_letters(world, session.seeker_id, session.companion_user_id) == [1, 1]
    assert len(audited(world, AuditAction.PAYMENT_LAPSED)) == 1


async def test_a_hold_that_we_let_go_of_ourselves_is_no_lapse(world: World) -> None:
    session = await world.ready(await world.companion())
    await world.move(session, session.seeker_id, SessionAction.CANCEL, "Something came up")
    await world.settle()
    assert (await world.session(session.id)).cancellation_reason == "Something came up"
    assert (await world.payment_of(session)).failure is None
    assert audited(world, AuditAction.PAYMENT_LAPSED) == []
    assert await lapse_letters(world, session.seeker_id, session.companion_user_id) == [0, 0]


async def test_an_attempt_that_the_provider_calls_off_leaves_the_session_matched(world: World) -> None:
    session = await world.matched(await world.companion())
    payment = await world.authorize(session, None)
    world.platform.gateway.expire(existing(payment.intent_id))
    await world.settle()
    assert (await world.session(session.id)).status is SessionStatus.MATCHED
    assert (await world.authorize(session)).status is PaymentStatus.AUTHORIZED, "another card may be tried"


async def test_a_session_does_not_begin_on_a_hold_that_is_to_be_released(world: World) -> None:
    session = await world.ready(await world.companion())
    payment = await world.payment_of(session)
    async with world.platform.store.begin() as work:
        await work.payments.save(payment.to_release(world.clock.now()).entity)
    with pytest.raises(PaymentNotHeld):
        await world.move(session, session.seeker_id, SessionAction.START)
    assert (await world.session(session.id)).status is SessionStatus.READY


async def test_a_session_that_runs_when_its_hold_lapses_runs_on_and_the_loss_is_written_down(world: World) -> None:
    session = await world.running(await world.companion())
    payment = await lapse(world, session)
    await world.settle()
    assert (await world.session(session.id)).status is SessionStatus.IN_PROGRESS
    world.after(minutes=30)
    await world.move(session, session.seeker_id, SessionAction.END)
    await world.settle()
    assert (await world.session(session.id)).status is SessionStatus.COMPLETED
    lost = await world.payment(payment.id)
    assert (lost.status, lost.failure) == (PaymentStatus.CANCELLED, "The hold lapsed before the money was taken")
    (entry,) = audited(world, AuditAction.PAYMENT_LAPSED)
    assert entry.metadata["session"] == "IN_PROGRESS"
    assert await lapse_letters(world, session.seeker_id, session.companion_user_id) == [0, 0]


async def test_a_capture_that_finds_the_hold_lapsed_is_given_up_in_the_open(world: World) -> None:
    """The capture itself detects the lapse and is not repeated for ever."""
    session = await world.running(await world.companion())
    payment = await lapse(world, session)
    world.platform.gateway.notices.clear()
    world.after(minutes=30)
    await world.move(session, session.seeker_id, SessionAction.END)
    await world.settle()
    lost = await world.payment(payment.id)
    assert (lost.status, lost.captured.minor) == (PaymentStatus.CANCELLED, 0)
    assert lost.failure == "The hold lapsed before the money was taken"
    assert len(audited(world, AuditAction.PAYMENT_LAPSED)) == 1
    assert world.platform.outbox.failed == ()
    world.after(minutes=10)
    assert await world.app.payments.sweep() == 0
