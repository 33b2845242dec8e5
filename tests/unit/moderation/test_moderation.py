"""Reports, suspensions and decisions: three reporters suspend, an administrator decides once, and the audit log has
it all.
"""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from hushroom_adapters.memory.gateway import EntryKind
from hushroom_domain.administration.errors import NotOnOneself
from hushroom_domain.administration.queries import whole
from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.errors import InactiveAccount, UserNotFound
from hushroom_domain.identity.model import User, UserRole
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from hushroom_domain.moderation.errors import AlreadyReported, ReportNotFound, SelfReport
from hushroom_domain.moderation.model import AbuseReport
from hushroom_domain.moderation.policy import ReportsCount
from hushroom_domain.moderation.state_machine import ReportAction, ReportStatus
from hushroom_domain.moderation.use_cases.decide_report import DecideReport
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.payments.use_cases.capture_payment import CapturePayment
from hushroom_domain.sessions.errors import SessionNotFound
from hushroom_domain.sessions.policy import COMPANION_GONE
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.state_machine import IllegalTransition
from tests.support.admitted import admitted
from tests.support.builders import PASSWORD, an_id
from tests.support.existing import existing
from tests.support.worlds import CHALLENGED, World, a_world, viewer

SUSPENDED = "Your account is on hold"
PROFILE_SUSPENDED = "Your companion profile is on hold"
REPORTED = "Somebody was reported"


async def report(
    world: World, reporter: User, reported_id: UserId | None, session_id: SessionId | None = None
) -> AbuseReport:
    return await world.app.moderation.report(
        FileReport.Command(
            reporter_id=reporter.id,
            reported_user_id=existing(reported_id),
            reason="RUDE",
            description="Shouted",
            session_id=session_id,
        )
    )


async def decide(world: World, one: AbuseReport, action: ReportAction, notes: str | None = None) -> AbuseReport:
    return await world.app.moderation.decide(
        DecideReport.Command(admin_id=world.admin_id, report_id=one.id, action=action, notes=notes)
    )


async def update(world: World, user: User, **change: Any) -> User:
    return await world.app.administration.update_user(
        UpdateUser.Command(admin_id=world.admin_id, user_id=user.id, **change)
    )


async def user_of(world: World, user_id: UserId) -> User:
    return await world.user(user_id)


def acts(world: World, action: AuditAction) -> list[Any]:
    return [entry for entry in world.platform.store.tables.audit_logs.values() if entry.action is action]


def emails(world: World, user: User) -> list[Any]:
    return [message.words.subject for message in world.platform.mailer.to(user.email)]


async def test_the_third_reporter_puts_a_user_on_hold(world: World) -> None:
    signed_in_user = await world.seeker()
    token = world.platform.ports.identity.access_tokens.issue(signed_in_user, None, world.clock.now())
    for _ in range(2):
        await report(world, await world.partner(signed_in_user.id), signed_in_user.id)
    assert (await user_of(world, signed_in_user.id)).is_active
    await report(world, await world.partner(signed_in_user.id), signed_in_user.id)
    assert not (await user_of(world, signed_in_user.id)).is_active
    with pytest.raises(InactiveAccount):
        await world.app.identity.authenticate(token)
    await world.settle()
    assert emails(world, signed_in_user).count(SUSPENDED) == 1
    [hold] = acts(world, AuditAction.ADMIN_ACTION)
    assert (hold.actor_id, hold.entity_id) == (None, signed_in_user.id)


async def test_a_second_report_waits_for_the_decision_on_the_first(world: World) -> None:
    user, angry = await world.seeker(), await world.partner((await world.seeker()).id)
    first = await report(world, angry, user.id)
    with pytest.raises(AlreadyReported):
        await report(world, angry, user.id)
    await report(world, angry, (await world.seeker()).id)
    await decide(world, first, ReportAction.DISMISS)
    await report(world, angry, user.id)
    assert len(world.platform.store.tables.reports) == 3


async def test_one_person_counts_once(world: World) -> None:
    user = await world.seeker()
    angry = await world.partner(user.id)
    for _ in range(5):
        with suppress(AlreadyReported):
            await report(world, angry, user.id)
    await report(world, await world.partner(user.id), user.id)
    assert (await user_of(world, user.id)).is_active


async def test_three_at_the_same_time_count_each_other_and_hold_once(world: World) -> None:
    user = await world.seeker()
    reporters = [await world.partner(user.id) for _ in range(5)]
    await asyncio.gather(*(report(world, reporter, user.id) for reporter in reporters))
    await world.settle()
    assert not (await user_of(world, user.id)).is_active
    assert emails(world, user).count(SUSPENDED) == 1


async def test_strangers_put_nobody_on_hold_however_many(world: World) -> None:
    companion = await world.companion()
    for _ in range(2):
        await report(world, await world.partner(companion.user_id), companion.user_id)
    for _ in range(10):
        await report(world, await world.seeker(), companion.user_id)
    assert (await user_of(world, companion.user_id)).is_active
    assert (await world.profile(companion)).status is CompanionStatus.APPROVED


async def test_a_session_that_was_only_held_or_never_paid_is_no_meeting(world: World) -> None:
    companion = await world.companion(capacity=8)
    for stage in ("matched", "matched", "paid", "paid", "ready"):
        session = await getattr(world, stage)(companion)
        await report(world, await user_of(world, session.seeker_id), companion.user_id, session.id)
    assert (await user_of(world, companion.user_id)).is_active


async def test_people_in_sessions_that_run_put_their_companion_on_hold(world: World) -> None:
    companion = await world.companion(capacity=3)
    for number in range(3):
        assert (await user_of(world, companion.user_id)).is_active, number
        session = await world.running(companion)
        await report(world, await user_of(world, session.seeker_id), companion.user_id, session.id)
    assert not (await user_of(world, companion.user_id)).is_active


async def test_by_the_other_setting_anyone_counts() -> None:
    world = a_world(ReportsCount.ANYONE)
    user = await world.seeker()
    for _ in range(3):
        assert (await user_of(world, user.id)).is_active
        await report(world, await world.seeker(), user.id)
    assert not (await user_of(world, user.id)).is_active


@pytest.mark.parametrize("who", ReportsCount)
async def test_no_number_of_reports_puts_an_administrator_on_hold(who: ReportsCount) -> None:
    world = a_world(who)
    admin = await world.seeker()
    await world.app.identity.make_admin(MakeAdmin.Command(admin.email))
    for _ in range(5):
        await report(world, await world.partner(admin.id), admin.id)
    assert (await user_of(world, admin.id)).is_active


async def test_administrators_are_told_of_a_report_and_whom_it_is_about_is_not(world: World) -> None:
    admins = [await world.seeker() for _ in range(3)]
    for admin in admins:
        await world.app.identity.make_admin(MakeAdmin.Command(admin.email))
    *others, reported = admins
    await report(world, await world.seeker(), reported.id)
    await world.settle()
    assert [emails(world, admin).count(REPORTED) for admin in others] == [1, 1]
    assert emails(world, reported).count(REPORTED) == 0
    assert not any("Shouted" in message.words.text for message in world.platform.mailer.sent)


@pytest.mark.parametrize("starts_anew", ["a decision", "a reactivation"])
async def test_the_count_starts_anew_with(world: World, starts_anew: str) -> None:
    user = await world.seeker()
    filed = [await report(world, await world.partner(user.id), user.id) for _ in range(2)]
    if starts_anew == "a decision":
        await decide(world, filed[0], ReportAction.DISMISS)
    else:
        await report(world, await world.partner(user.id), user.id)
        assert not (await user_of(world, user.id)).is_active
        await update(world, user, is_active=True)
    for _ in range(3):
        assert (await user_of(world, user.id)).is_active
        await report(world, await world.partner(user.id), user.id)
    assert not (await user_of(world, user.id)).is_active
    assert (await decide(world, filed[1], ReportAction.RESOLVE)).status is ReportStatus.RESOLVED


async def test_old_reports_do_not_count(world: World) -> None:
    user = await world.seeker()
    for _ in range(2):
        await report(world, await world.partner(user.id), user.id)
    world.after(days=30)
    for _ in range(3):
        assert (await user_of(world, user.id)).is_active
        await report(world, await world.partner(user.id), user.id)
    assert not (await user_of(world, user.id)).is_active


async def test_a_companion_on_hold_is_suspended_and_what_had_not_begun_is_called_off(world: World) -> None:
    companion = await world.companion(capacity=3)
    running = await world.running(companion)
    paid, matched = await world.paid(companion), await world.matched(companion)
    for _ in range(3):
        await report(world, await world.partner(companion.user_id), companion.user_id)
    await world.settle()
    assert (await world.profile(companion)).status is CompanionStatus.SUSPENDED
    for called_off in (paid, matched):
        session = await world.session(called_off.id)
        assert (session.status, session.cancellation_reason) == (SessionStatus.CANCELLED, COMPANION_GONE)
    assert (await world.session(running.id)).status is SessionStatus.IN_PROGRESS
    assert emails(world, await user_of(world, companion.user_id)).count(PROFILE_SUSPENDED) == 1


async def test_a_companion_that_was_suspended_before_is_told_that_the_account_is_on_hold(world: World) -> None:
    companion = await world.companion()
    await world.app.companions.suspend(companion.id, world.admin_id)
    await world.settle()
    for _ in range(3):
        await report(world, await world.partner(companion.user_id), companion.user_id)
    await world.settle()
    user = await user_of(world, companion.user_id)
    assert not user.is_active
    assert emails(world, user).count(PROFILE_SUSPENDED) == 1
    assert emails(world, user).count(SUSPENDED) == 1


async def test_a_suspension_midway_frees_the_money_once_and_lets_the_running_session_end(world: World) -> None:
    companion = await world.companion(capacity=2)
    running, paid = await world.running(companion), await world.ready(companion)
    await world.app.companions.suspend(companion.id, world.admin_id)
    for _ in range(2):
        await world.settle()
        for row in tuple(world.platform.store.tables.outbox.values()):
            if row.due <= world.clock.now():
                await world.platform.outbox.run(world.app, row)
    assert (await world.session(paid.id)).status is SessionStatus.CANCELLED
    payment = await world.payment_of(paid)
    assert payment.status is PaymentStatus.CANCELLED
    assert world.platform.gateway.moved(existing(payment.intent_id), EntryKind.RELEASE) == payment.amount.minor
    world.after(minutes=30)
    await world.move(running, running.seeker_id, SessionAction.END)
    await world.settle()
    assert (await world.payment_of(running)).status is PaymentStatus.CAPTURED
    [suspension] = acts(world, AuditAction.COMPANION_SUSPEND)
    assert (suspension.actor_id, suspension.metadata) == (
        world.admin_id,
        {"before": {"status": "APPROVED"}, "after": {"status": "SUSPENDED"}},
    )


async def test_a_report_is_decided_once(world: World) -> None:
    one = await report(world, await world.seeker(), (await world.seeker()).id)
    decided = await decide(world, one, ReportAction.RESOLVE, "Warned")
    assert (decided.status, decided.admin_notes) == (ReportStatus.RESOLVED, "Warned")
    assert decided.resolved_at == world.clock.now()
    for action in ReportAction:
        with pytest.raises(IllegalTransition):
            await decide(world, one, action)
    [act] = acts(world, AuditAction.ADMIN_ACTION)
    assert act.metadata == {"before": {"status": "PENDING"}, "after": {"status": "RESOLVED"}}
    with pytest.raises(ReportNotFound):
        await world.app.moderation.decide(
            DecideReport.Command(admin_id=world.admin_id, report_id=an_id(), action=ReportAction.DISMISS)
        )


async def test_a_report_is_about_somebody_else_who_exists_and_a_session_of_ones_own(world: World) -> None:
    user = await world.seeker()
    with pytest.raises(SelfReport):
        await report(world, user, user.id)
    with pytest.raises(UserNotFound):
        await report(world, user, an_id())
    session = await world.matched(await world.companion())
    for session_id in (session.id, an_id()):
        with pytest.raises(SessionNotFound):
            await report(world, user, session.seeker_id, session_id)
    assert len(world.platform.store.tables.reports) == 0
    seeker = await user_of(world, session.seeker_id)
    assert (await report(world, seeker, session.companion_user_id, session.id)).session_id == session.id


async def test_an_administrator_locks_somebody_out_and_in_again_with_before_and_after(world: World) -> None:
    user = await world.seeker()
    locked = await update(world, user, is_active=False)
    assert not locked.is_active
    assert (await update(world, user, is_active=True, role=UserRole.COMPANION)).role is UserRole.COMPANION
    found = [act.metadata for act in acts(world, AuditAction.ADMIN_ACTION)]
    out, working = {"isActive": False, "role": "USER"}, {"isActive": True, "role": "USER"}
    assert found == [
        {"before": working, "after": out},
        {"before": out, "after": {"isActive": True, "role": "COMPANION"}},
    ]
    assert {act.actor_id for act in acts(world, AuditAction.ADMIN_ACTION)} == {world.admin_id}
    await world.settle()
    assert emails(world, user).count(SUSPENDED) == 1
    signed_in = admitted(await world.app.identity.log_in(LogIn.Command(email=user.email, password=PASSWORD)))
    assert signed_in.user.role is UserRole.COMPANION


async def test_making_somebody_an_administrator_is_in_the_audit_log_once(world: World) -> None:
    user = await world.seeker()
    for _ in range(2):
        assert (await world.app.identity.make_admin(MakeAdmin.Command(user.email))).role is UserRole.ADMIN
    [act] = acts(world, AuditAction.ADMIN_ACTION)
    assert (act.actor_id, act.entity_id) == (None, user.id)
    assert act.metadata == {"before": {"role": "USER"}, "after": {"role": "ADMIN"}}


async def test_an_administrators_capture_is_in_the_audit_log_and_a_companions_is_not(world: World) -> None:
    payments = []
    for role, noted in ((UserRole.USER, 0), (UserRole.ADMIN, 1)):
        session = await world.ended(await world.companion())
        payment = await world.payment_of(session)
        payments.append(payment)
        actor = viewer(world.admin_id if role is UserRole.ADMIN else session.companion_user_id, role)
        for _ in range(2):
            await world.app.payments.capture(CapturePayment.Command(payment.id, actor))
        assert len(acts(world, AuditAction.ADMIN_ACTION)) == noted
    [act] = acts(world, AuditAction.ADMIN_ACTION)
    assert (act.actor_id, act.entity_id) == (world.admin_id, payments[1].id)
    assert act.metadata == {
        "before": {"status": "AUTHORIZED", "instruction": "HOLD", "amount": "15"},
        "after": {"status": "AUTHORIZED", "instruction": "CAPTURE", "amount": "15"},
    }


async def test_the_payer_is_who_had_the_money_held_also_when_a_notice_says_so_first(world: World) -> None:
    session = await world.matched(await world.companion())
    payment = await world.authorize(session, CHALLENGED)
    world.platform.gateway.authenticate(existing(payment.intent_id))
    await world.settle()
    [act] = acts(world, AuditAction.PAYMENT_AUTHORIZE)
    assert (act.actor_id, act.entity_id) == (session.seeker_id, payment.id)


async def test_an_administrator_does_not_lock_themselves_out(world: World) -> None:
    admin = await world.seeker()
    await world.app.identity.make_admin(MakeAdmin.Command(admin.email))
    for change in ({"is_active": False}, {"role": UserRole.USER}):
        with pytest.raises(NotOnOneself):
            await world.app.administration.update_user(
                UpdateUser.Command(admin_id=admin.id, user_id=admin.id, **change)
            )
    with pytest.raises(UserNotFound):
        await world.app.administration.update_user(UpdateUser.Command(admin_id=admin.id, user_id=an_id()))


async def test_an_export_has_its_own_line_in_the_audit_log(world: World) -> None:
    session = await world.ended(await world.companion())
    await world.settle()
    slices, exported_at = await world.app.administration.export_data(existing(session.companion_user_id))
    export = existing(await whole(slices))
    assert exported_at == world.clock.now()
    assert export.audit_logs[0].action is AuditAction.DATA_EXPORT
    assert [view.session for view in export.sessions] == [await world.session(session.id)]
    assert [payment.id for payment in export.payments] == [(await world.payment_of(session)).id]
    assert {log.trigger_data["percent"] for log in export.drift_logs} == set()
    nobody = an_id()
    with pytest.raises(UserNotFound):
        await world.app.administration.export_data(nobody)
    assert [act for act in acts(world, AuditAction.DATA_EXPORT) if act.actor_id == nobody] == []
