"""Objects that no longer exist at the provider: a closed account and an unknown intent."""

from typing import Any

from hushroom_adapters.memory.gateway import Moment
from hushroom_domain.companions.model import Companion
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.sessions.state_machine import SessionStatus
from hushroom_domain.shared.audit import AuditAction
from tests.support.existing import existing
from tests.support.worlds import World

ONBOARDED = "https://provider.invalid/onboard/"


async def profile(world: World, companion: Companion) -> Companion:
    return await world.profile(companion)


async def boarded(world: World) -> tuple[Companion, Any]:
    companion = await world.companion()
    await world.app.payments.onboard(companion.user_id)
    account_id = existing((await profile(world, companion)).stripe_account_id)
    world.platform.gateway.finish_onboarding(account_id)
    await world.settle()
    assert (await profile(world, companion)).payouts_enabled
    return companion, account_id


def audited(world: World, action: AuditAction) -> list[Any]:
    return [entry for entry in world.platform.store.tables.audit_logs.values() if entry.action is action]


async def test_an_account_that_is_taken_away_ends_the_payouts_and_onboarding_begins_again(world: World) -> None:
    companion, account_id = await boarded(world)
    world.platform.gateway.close_account(account_id)
    await world.settle()
    after = await profile(world, companion)
    assert (after.stripe_account_id, after.payouts_enabled, after.charges_enabled) == (None, False, False)
    (entry,) = audited(world, AuditAction.PAYOUT_ACCOUNT_LOST)
    assert (entry.entity_id, entry.actor_id, entry.metadata["account"]) == (companion.id, None, account_id)
    link = await world.app.payments.onboard(companion.user_id)
    fresh = (await profile(world, companion)).stripe_account_id
    assert fresh not in {None, account_id}
    assert link == ONBOARDED + fresh
    world.platform.gateway.finish_onboarding(fresh)
    await world.settle()
    assert (await profile(world, companion)).payouts_enabled


async def test_the_end_of_an_account_is_one_effect_and_no_outage(world: World) -> None:
    _, account_id = await boarded(world)
    world.platform.gateway.close_account(account_id)
    await world.settle()
    assert world.platform.outbox.failed == ()


async def test_an_account_whose_end_nobody_told_is_replaced_when_its_companion_asks(world: World) -> None:
    companion, account_id = await boarded(world)
    del world.platform.gateway.accounts[account_id]
    link = await world.app.payments.onboard(companion.user_id)
    after = await profile(world, companion)
    assert after.stripe_account_id not in {None, account_id}
    assert link == ONBOARDED + after.stripe_account_id
    assert not after.payouts_enabled
    assert len(audited(world, AuditAction.PAYOUT_ACCOUNT_LOST)) == 1


async def test_a_late_notice_of_the_old_account_leaves_the_new_one_alone(world: World) -> None:
    companion, account_id = await boarded(world)
    world.platform.gateway.close_account(account_id)
    notice = world.platform.gateway.notices[-1]
    await world.settle()
    await world.app.payments.onboard(companion.user_id)
    before = await profile(world, companion)
    await world.app.payments.process_notice(notice.id)
    assert await profile(world, companion) == before


async def test_an_outage_is_no_end_of_an_account(world: World) -> None:
    companion, account_id = await boarded(world)
    world.platform.gateway.finish_onboarding(account_id)
    world.platform.gateway.faults.plan("account", Moment.BEFORE)
    await world.settle()
    after = await profile(world, companion)
    assert (after.stripe_account_id, after.payouts_enabled) == (account_id, True)


async def test_a_hold_that_the_provider_does_not_have_calls_its_session_off(world: World) -> None:
    session = await world.ready(await world.companion())
    payment = await world.payment_of(session)
    world.platform.gateway.forget(existing(payment.intent_id))
    await world.app.payments.reconcile(payment.id)
    await world.settle()
    lost = await world.payment(payment.id)
    assert (lost.status, lost.failure) == (PaymentStatus.CANCELLED, "The payment provider does not know this any more")
    assert (await world.session(session.id)).status is SessionStatus.CANCELLED
    assert world.platform.outbox.failed == ()


async def test_a_captured_payment_that_the_provider_has_forgotten_stays_captured(world: World) -> None:
    session = await world.ended(await world.companion())
    await world.settle()
    payment = await world.payment_of(session)
    assert payment.status is PaymentStatus.CAPTURED
    world.platform.gateway.forget(existing(payment.intent_id))
    await world.app.payments.reconcile(payment.id)
    assert await world.payment(payment.id) == payment
