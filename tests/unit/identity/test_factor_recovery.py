"""The recovery of an account whose second factors are lost: it waits, is told, can be stopped, and is approved."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.identity.errors import (
    ChallengeEnded,
    InactiveAccount,
    InvalidRefreshToken,
    RecoveryNotFound,
    RecoveryOfOneself,
    RecoveryQuotaReached,
    RecoveryTooEarly,
    StepUpRequired,
    UselessToken,
    WrongSecondFactor,
)
from hushroom_domain.identity.model import FactorRecovery
from hushroom_domain.identity.policy import RECOVERY_LASTS, RECOVERY_WAITS
from hushroom_domain.identity.services.sign_in_gate import EnrolmentRequired, SecondFactorRequired
from hushroom_domain.identity.state_machine import RECOVERY_TRANSITIONS, RecoveryAction, RecoveryActor, RecoveryStatus
from hushroom_domain.identity.use_cases.approve_recovery import ApproveRecovery
from hushroom_domain.identity.use_cases.ask_for_recovery import AskForRecovery
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from hushroom_domain.identity.use_cases.reactivate_user import ReactivateUser
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.stop_recovery_by_link import StopRecoveryByLink
from hushroom_domain.notifications.catalogue import CATALOGUE, EmailKind
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.ids import RecoveryId
from hushroom_domain.shared.state_machine import IllegalTransition
from tests.support.admitted import admitted
from tests.support.builders import NOW, PASSWORD, an_id
from tests.support.existing import existing
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import World, a_world

A, S, R = RecoveryAction, RecoveryStatus, RecoveryActor
LEGAL = {
    (A.STOP, S.OPEN, R.PERSON): S.STOPPED,
    (A.STOP, S.OPEN, R.SYSTEM): S.STOPPED,
    (A.APPROVE, S.OPEN, R.ADMIN): S.APPROVED,
    (A.LAPSE, S.OPEN, R.SYSTEM): S.LAPSED,
}
HOURS = st.integers(0, 2 * int(RECOVERY_LASTS / timedelta(hours=1)))
MAILS = (EmailKind.RECOVERY_ASKED, EmailKind.RECOVERY_STOPPED, EmailKind.RECOVERY_APPROVED)


def a_recovery() -> FactorRecovery:
    return FactorRecovery(id=an_id(), user_id=an_id(), asked_at=NOW)


async def with_app(world: World) -> AuthenticatorApp:
    user = await world.seeker()
    app = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    await app.enrol()
    return app


async def ask(world: World, app: AuthenticatorApp) -> FactorRecovery:
    challenge = (await app.challenge()).challenge
    return await world.app.identity.ask_for_recovery(AskForRecovery.Command(challenge))


async def approve(world: World, recovery_id: RecoveryId) -> FactorRecovery:
    command = ApproveRecovery.Command(admin_id=world.admin_id, sign_in_id=None, recovery_id=recovery_id)
    return await world.app.identity.approve_recovery(command)


async def status_of(world: World, recovery: FactorRecovery) -> RecoveryStatus:
    async with world.platform.store.begin() as work:
        return existing(await work.factor_recoveries.get(recovery.id)).status


async def mailed(world: World, app: AuthenticatorApp) -> str:
    """Returns the token of the link that stops the recovery."""
    await world.settle()
    wanted = CATALOGUE[EmailKind.RECOVERY_ASKED].subject
    email = next(one for one in reversed(world.platform.mailer.to(app.email)) if one.words.subject == wanted)
    return email.words.text.rpartition(": ")[2].strip()


async def told(world: World, app: AuthenticatorApp) -> list[EmailKind]:
    await world.settle()
    kinds = {CATALOGUE[kind].subject: kind for kind in MAILS}
    emails = [one.words.subject for one in world.platform.mailer.to(app.email)]
    return [kinds[one] for one in emails if one in kinds]


def test_the_transitions_are_these_and_no_others() -> None:
    steps = [(action, status, actor) for action in A for status in S for actor in R]
    legal = {step: RECOVERY_TRANSITIONS.next(*step) for step in steps if RECOVERY_TRANSITIONS.can(*step)}
    assert legal == LEGAL


@given(HOURS)
def test_a_recovery_is_approved_after_72_hours_and_within_14_days_alone(hours: int) -> None:
    recovery, later = a_recovery(), NOW + timedelta(hours=hours)
    is_right_time = RECOVERY_WAITS <= later - NOW < RECOVERY_LASTS
    assert recovery.may_be_approved(later) == is_right_time
    assert recovery.is_open(later) == (later - NOW < RECOVERY_LASTS)
    if is_right_time:
        approved = recovery.approved(later)
        assert (approved.status, approved.ended_at) == (S.APPROVED, later)
    else:
        with pytest.raises(RecoveryTooEarly if later - NOW < RECOVERY_WAITS else IllegalTransition):
            recovery.approved(later)


@given(st.lists(st.tuples(st.sampled_from(RecoveryAction), HOURS), min_size=1, max_size=8))
def test_a_recovery_ends_once(acts: list[tuple[RecoveryAction, int]]) -> None:
    recovery, ends = a_recovery(), 0
    for act, hours in acts:
        now, before = NOW + timedelta(hours=hours), recovery
        try:
            match act:
                case A.STOP:
                    recovery = before.stopped(R.PERSON, now)
                case A.APPROVE:
                    recovery = before.approved(now)
                case A.LAPSE:
                    recovery = before.lapsed(now)
        except (IllegalTransition, RecoveryTooEarly):
            continue
        assert (before.status, recovery.ended_at) == (S.OPEN, now)
        ends += 1
    assert ends == (recovery.status is not S.OPEN)


async def test_after_72_hours_an_administrator_removes_the_factors_and_the_password_signs_in(world: World) -> None:
    app = await with_app(world)
    begun = await app.show(app.code())
    recovery = await ask(world, app)
    assert recovery.approvable_at == world.clock.now() + timedelta(hours=72)
    with pytest.raises(RecoveryTooEarly):
        await approve(world, recovery.id)
    world.after(hours=72)
    assert (await approve(world, recovery.id)).status is S.APPROVED
    with pytest.raises(InvalidRefreshToken):
        await world.app.identity.refresh(RefreshTokenPair.Command(begun.refresh_token))
    admitted(await world.app.identity.log_in(LogIn.Command(email=app.email, password=PASSWORD)))
    assert not list(world.platform.store.tables.recovery_codes.values())
    assert await told(world, app) == [EmailKind.RECOVERY_ASKED, EmailKind.RECOVERY_APPROVED]
    with pytest.raises(IllegalTransition):
        await approve(world, recovery.id)
    acts = [one.action for one in world.platform.store.tables.audit_logs.values()]
    assert acts.count(AuditAction.FACTOR_RECOVERY_ASK) == acts.count(AuditAction.FACTOR_RECOVERY_APPROVE) == 1


async def test_the_mailed_link_stops_it_once(world: World) -> None:
    app = await with_app(world)
    recovery = await ask(world, app)
    token = await mailed(world, app)
    world.after(hours=80)
    await world.app.identity.stop_recovery(StopRecoveryByLink.Command(token))
    assert await status_of(world, recovery) is S.STOPPED
    for useless in (token, "never mailed"):
        with pytest.raises(UselessToken):
            await world.app.identity.stop_recovery(StopRecoveryByLink.Command(useless))
    with pytest.raises(IllegalTransition):
        await approve(world, recovery.id)
    assert isinstance(await app.challenge(), SecondFactorRequired)
    assert await told(world, app) == [EmailKind.RECOVERY_ASKED, EmailKind.RECOVERY_STOPPED]


@pytest.mark.parametrize("way", ["code", "recovery code", "step-up", "suspension"])
async def test_a_factor_that_is_shown_and_the_end_of_all_rights_stop_it(world: World, way: str) -> None:
    app = await with_app(world)
    recovery = await ask(world, app)
    world.after(hours=73)
    if way == "code":
        await app.show(app.code())
    elif way == "recovery code":
        await app.recover(app.recovery_codes[0])
    elif way == "step-up":
        await app.step_up(app.code())
    else:
        command = UpdateUser.Command(admin_id=world.admin_id, user_id=app.user_id, is_active=False)
        await world.app.administration.update_user(command)
    assert await status_of(world, recovery) is S.STOPPED
    with pytest.raises(IllegalTransition):
        await approve(world, recovery.id)


async def test_a_wrong_code_does_not_stop_it(world: World) -> None:
    app = await with_app(world)
    recovery = await ask(world, app)
    with pytest.raises(WrongSecondFactor):
        await app.show("000000")
    assert await status_of(world, recovery) is S.OPEN


async def test_a_second_request_is_the_first_one_and_mails_nothing(world: World) -> None:
    app = await with_app(world)
    first = await ask(world, app)
    assert await ask(world, app) == first
    assert await told(world, app) == [EmailKind.RECOVERY_ASKED]
    world.after(days=14)
    second = await ask(world, app)
    assert second.id != first.id
    assert await status_of(world, first) is S.LAPSED


async def test_of_twenty_requests_at_once_one_is_stored(world: World) -> None:
    app = await with_app(world)
    challenge = (await app.challenge()).challenge
    asks = [world.app.identity.ask_for_recovery(AskForRecovery.Command(challenge)) for _ in range(20)]
    assert len({one.id for one in await asyncio.gather(*asks)}) == 1


async def test_it_is_asked_for_after_a_right_password_alone_and_as_often_as_the_quota_allows(world: World) -> None:
    app = await with_app(world)
    ask_again = world.app.identity.ask_for_recovery
    with pytest.raises(ChallengeEnded):
        await ask_again(AskForRecovery.Command("never issued"))
    challenge = (await app.challenge()).challenge
    for _ in range(existing(world.platform.ports.quotas.factor_recoveries)):
        await ask_again(AskForRecovery.Command(challenge))
        await world.app.identity.stop_recovery(StopRecoveryByLink.Command(await mailed(world, app)))
    with pytest.raises(RecoveryQuotaReached):
        await ask_again(AskForRecovery.Command(challenge))
    world.after(minutes=5)
    with pytest.raises(ChallengeEnded):
        await ask_again(AskForRecovery.Command(challenge))


async def test_a_challenge_to_set_a_factor_up_asks_for_none() -> None:
    strict = a_world(requires_admin_factor=True)
    user = await strict.seeker()
    await strict.app.identity.make_admin(MakeAdmin.Command(user.email))
    answer = await strict.app.identity.log_in(LogIn.Command(email=user.email, password=PASSWORD))
    assert isinstance(answer, EnrolmentRequired)
    with pytest.raises(ChallengeEnded):
        await strict.app.identity.ask_for_recovery(AskForRecovery.Command(answer.challenge))


async def test_a_deleted_account_asks_for_none_because_it_gets_no_mail(world: World) -> None:
    app = await with_app(world)
    await world.app.identity.delete(app.user_id, app.sign_in_id)
    answer = await world.app.identity.reactivate(ReactivateUser.Command(email=app.email, password=PASSWORD))
    assert isinstance(answer, SecondFactorRequired)
    with pytest.raises(InactiveAccount):
        await world.app.identity.ask_for_recovery(AskForRecovery.Command(answer.challenge))


async def test_an_administrator_approves_none_of_their_own_and_shows_a_factor_first(world: World) -> None:
    app, other = await with_app(world), await with_app(world)
    for one in (app, other):
        await world.app.identity.make_admin(MakeAdmin.Command(one.email))
    recovery = await ask(world, app)
    world.after(hours=72)
    command = ApproveRecovery.Command(admin_id=app.user_id, sign_in_id=app.sign_in_id, recovery_id=recovery.id)
    with pytest.raises(RecoveryOfOneself):
        await world.app.identity.approve_recovery(command)
    command = evolve(command, admin_id=other.user_id, sign_in_id=other.sign_in_id)
    with pytest.raises(StepUpRequired):
        await world.app.identity.approve_recovery(command)
    await other.step_up(other.code())
    await world.app.identity.approve_recovery(command)
    with pytest.raises(RecoveryNotFound):
        await world.app.identity.approve_recovery(evolve(command, recovery_id=an_id()))


async def test_after_the_approval_an_administrator_sets_a_new_factor_up() -> None:
    strict = a_world(requires_admin_factor=True)
    app = await with_app(strict)
    await strict.app.identity.make_admin(MakeAdmin.Command(app.email))
    recovery = await ask(strict, app)
    strict.after(hours=72)
    await approve(strict, recovery.id)
    answer = await strict.app.identity.log_in(LogIn.Command(email=app.email, password=PASSWORD))
    assert isinstance(answer, EnrolmentRequired)
