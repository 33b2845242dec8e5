"""Deleted accounts: their owners can bring them back within 30 days, and then they are erased."""

import asyncio
from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory.gateway.faults import Moment
from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.identity.errors import ChallengeEnded, InvalidRefreshToken, WrongCredentials, WrongSecondFactor
from hushroom_domain.identity.model import AccountStatus, FactorKind, User
from hushroom_domain.identity.policy import RETURN_WITHIN
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.identity.services.browser_signer import SignedInBrowser
from hushroom_domain.identity.services.sign_in_gate import SecondFactorRequired
from hushroom_domain.identity.services.token_issuer import BegunSignIn
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.reactivate_user import ReactivateUser
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.show_second_factor import ShowSecondFactor
from hushroom_domain.moderation.policy import HOLD_AT_REPORTERS
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.payments.model import Payment
from hushroom_domain.payments.state_machine import PaymentStatus
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.former_members import FORMER_MEMBER
from tests.support.builders import NOW, PASSWORD, a_passkey, a_user, an_identity
from tests.support.existing import existing
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import ADULT, World

EMAIL = "anna@hushroom.test"
DAY = timedelta(days=1)


async def register(world: World, email: str = EMAIL) -> User:
    command = RegisterUser.Command(email=email, password=PASSWORD, date_of_birth=ADULT, display_name="Anna")
    return (await world.app.identity.register(command)).user


async def gone(world: World) -> User:
    """Returns a user who has just deleted the account."""
    user = await register(world)
    await world.app.identity.delete(user.id)
    await world.settle()
    return user


async def come_back(world: World, password: str = PASSWORD, email: str = EMAIL) -> BegunSignIn:
    answer = await world.app.identity.reactivate(ReactivateUser.Command(email=email, password=password))
    assert isinstance(answer, BegunSignIn)
    return answer


async def log_in(world: World, password: str = PASSWORD) -> BegunSignIn:
    answer = await world.app.identity.log_in(LogIn.Command(email=EMAIL, password=password))
    assert isinstance(answer, BegunSignIn)
    return answer


def acts(world: World, user: User) -> list[str]:
    return [one.action for one in world.platform.store.tables.audit_logs.values() if one.entity_id == user.id]


@given(away=st.timedeltas(min_value=timedelta(0), max_value=3 * RETURN_WITHIN))
def test_a_deleted_account_can_come_back_for_thirty_days_as_it_was(away: timedelta) -> None:
    user = a_user()
    deleted, then = user.deleted(NOW), NOW + away
    assert user.status(then) is AccountStatus.ENABLED
    if away < RETURN_WITHIN:
        assert deleted.status(then) is AccountStatus.DEACTIVATED
        back = deleted.reactivated(then)
        assert (back.status(then), back.updated_at) == (AccountStatus.ENABLED, then)
        assert evolve(back, updated_at=user.updated_at) == user
    else:
        assert deleted.status(then) is AccountStatus.CLOSED


def test_an_erased_account_tells_nothing_of_the_person() -> None:
    user = a_user(
        first_name="Canary",
        last_name="Canary",
        display_name="Canary",
        avatar_url="https://canary",
        avatar_name="canary",
    )
    erased = evolve(user, email="canary@canary.test", address_key="canary@canary.test").deleted(NOW).erased(NOW)
    assert "canary" not in repr(erased).lower()
    assert (erased.id, erased.is_erased, user.is_erased) == (user.id, True, False)
    assert erased.date_of_birth != user.date_of_birth
    key = EmailAddress.of(erased.email, str).key
    assert key == erased.address_key


async def test_the_owner_comes_back_and_finds_everything(world: World) -> None:
    user = await gone(world)
    back = await come_back(world)
    stored = await world.user(user.id)
    assert evolve(stored, updated_at=user.updated_at) == user
    viewer = await world.app.identity.authenticate(back.access_token)
    assert viewer.user_id == user.id
    assert (await log_in(world)).user.id == user.id
    assert AuditAction.USER_REACTIVATE in acts(world, user)


async def test_a_browser_comes_back_too(world: World) -> None:
    user = await gone(world)
    command = ReactivateUser.Command(email=EMAIL, password=PASSWORD)
    made = await world.app.identity.reactivate_in_browser(command)
    assert isinstance(made, SignedInBrowser)
    viewer = await world.app.identity.authenticate_browser(made.secret)
    assert viewer.user_id == user.id


async def test_an_account_with_a_second_factor_comes_back_when_it_is_shown(world: World) -> None:
    user = await register(world)
    app = AuthenticatorApp(world.app, world.clock, user.id, EMAIL)
    await app.enrol()
    old = await app.challenge()
    await world.app.identity.delete(user.id, app.sign_in_id)
    asked = await world.app.identity.reactivate(ReactivateUser.Command(email=EMAIL, password=PASSWORD))
    assert isinstance(asked, SecondFactorRequired)
    for challenge, code, error in (
        (old.challenge, app.code(), ChallengeEnded),
        (asked.challenge, app.code(-1), WrongSecondFactor),
    ):
        with pytest.raises(error):
            await show(world, challenge, code)
        assert (await world.user(user.id)).status(world.clock.now()) is AccountStatus.DEACTIVATED
    assert AuditAction.USER_REACTIVATE not in acts(world, user)
    back = await show(world, asked.challenge, app.code())
    assert (back.user.is_enabled, (await world.user(user.id)).is_enabled) == (True, True)
    assert acts(world, user)[-2:] == [AuditAction.USER_REACTIVATE, AuditAction.USER_LOGIN]


async def test_the_second_factors_of_an_erased_account_are_gone(world: World) -> None:
    user = await register(world)
    app = AuthenticatorApp(world.app, world.clock, user.id, EMAIL)
    await app.enrol()
    await world.app.identity.delete(user.id, app.sign_in_id)
    world.clock.advance(RETURN_WITHIN)
    await world.settle()
    tables = world.platform.store.tables
    assert tables.totp_credentials.get(user.id) is None
    assert [one for one in tables.recovery_codes.values() if one.user_id == user.id] == []


async def show(world: World, challenge: str, code: str) -> BegunSignIn:
    command = ShowSecondFactor.Command(challenge=challenge, kind=FactorKind.TOTP, code=code)
    return await world.app.identity.show_second_factor(command)


async def test_the_sign_ins_of_before_stay_ended(world: World) -> None:
    await register(world)
    before = await log_in(world)
    await world.app.identity.delete(before.user.id)
    await come_back(world)
    with pytest.raises(InvalidRefreshToken):
        await world.app.identity.refresh(RefreshTokenPair.Command(before.refresh_token))


async def test_only_the_right_password_of_a_deleted_account_brings_it_back(world: World) -> None:
    with pytest.raises(WrongCredentials) as unknown:
        await come_back(world)
    await register(world)
    with pytest.raises(WrongCredentials) as active:
        await come_back(world)
    await world.app.identity.delete((await log_in(world)).user.id)
    with pytest.raises(WrongCredentials) as wrong:
        await come_back(world, "Wrong123!")
    assert not any(refusal.value.may_return for refusal in (unknown, active, wrong))
    assert {(refusal.value.code, refusal.value.text) for refusal in (unknown, active, wrong)} == {
        (WrongCredentials.code, WrongCredentials.message)
    }


async def test_a_sign_in_stays_refused_and_knows_of_the_way_back_after_the_right_password_only(world: World) -> None:
    await gone(world)
    told = []
    for password in (PASSWORD, "Wrong123!"):
        with pytest.raises(WrongCredentials) as refusal:
            await log_in(world, password)
        told.append(refusal.value.may_return)
    assert told == [True, False]


async def test_who_comes_back_at_the_same_time_comes_back_once(world: World) -> None:
    user = await gone(world)
    answers = await asyncio.gather(*(come_back(world) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(answer, BegunSignIn) for answer in answers) == 1
    assert acts(world, user).count(AuditAction.USER_REACTIVATE) == 1


async def test_after_thirty_days_the_account_is_erased_and_its_address_is_free(world: World) -> None:
    user = await gone(world)
    world.clock.advance(RETURN_WITHIN - timedelta(seconds=1))
    await world.settle()
    assert not (await world.user(user.id)).is_erased
    world.clock.advance(timedelta(seconds=1))
    await world.settle()
    erased = await world.user(user.id)
    assert erased.is_erased
    assert world.platform.store.tables.password_credentials.get(user.id) is None
    assert acts(world, user)[-1] is AuditAction.DATA_DELETION
    with pytest.raises(WrongCredentials):
        await come_back(world)
    assert (await register(world)).id != user.id


async def test_an_account_that_came_back_is_not_erased_and_its_next_deletion_counts_anew(world: World) -> None:
    user = await gone(world)
    world.clock.advance(20 * DAY)
    await come_back(world)
    await world.app.identity.delete(user.id)
    world.clock.advance(RETURN_WITHIN - DAY)
    await world.settle()
    assert not (await world.user(user.id)).is_erased
    world.clock.advance(DAY)
    await world.settle()
    assert (await world.user(user.id)).is_erased


async def test_passkeys_and_identities_at_providers_come_back_and_are_erased(world: World) -> None:
    user = await register(world)
    async with world.platform.store.begin() as work:
        await work.passkeys.add(a_passkey(user_id=user.id))
        await work.linked_identities.add(an_identity(user_id=user.id))
    await world.app.identity.delete(user.id)
    await come_back(world)
    assert await ways_in(world, user) == (1, 1)
    await world.app.identity.delete(user.id)
    world.clock.advance(RETURN_WITHIN)
    await world.settle()
    assert await ways_in(world, user) == (0, 0)


async def ways_in(world: World, user: User) -> tuple[int, int]:
    async with world.platform.store.begin() as work:
        return len(await work.passkeys.of_user(user.id)), len(await work.linked_identities.of_user(user.id))


async def test_an_erasure_that_runs_twice_changes_nothing_more(world: World) -> None:
    user = await gone(world)
    deleted_at = existing((await world.user(user.id)).deleted_at)
    world.clock.advance(RETURN_WITHIN)
    await world.app.administration.erase_user(user.id, deleted_at)
    erased = await world.user(user.id)
    world.clock.advance(DAY)
    await world.app.administration.erase_user(user.id, deleted_at)
    assert await world.user(user.id) == erased
    assert acts(world, user).count(AuditAction.DATA_DELETION) == 1


@pytest.mark.parametrize("of_companion", [False, True], ids=["payer", "companion"])
async def test_an_erasure_waits_as_long_as_money_is_open(world: World, *, of_companion: bool) -> None:
    companion = await world.companion()
    session = await world.ended(companion)
    await world.settle()
    payment = await world.payment_of(session)
    user_id = companion.user_id if of_companion else session.seeker_id
    await world.app.identity.delete(user_id)
    await world.settle()
    await save(world, evolve(payment, status=PaymentStatus.DISPUTED))
    world.clock.advance(RETURN_WITHIN)
    await world.settle()
    assert not (await world.user(user_id)).is_erased
    await save(world, evolve(payment, status=PaymentStatus.CAPTURED))
    await world.settle()
    assert not (await world.user(user_id)).is_erased
    world.clock.advance(DAY)
    await world.settle()
    assert (await world.user(user_id)).is_erased


async def test_the_words_of_a_companion_go_and_the_profile_stays_for_the_history_of_others(world: World) -> None:
    companion = await world.companion(bio="I listen", expertise_tags=("taxes",))
    await world.app.identity.delete(companion.user_id)
    world.clock.advance(RETURN_WITHIN)
    await world.settle()
    profile = await world.profile(companion)
    assert (profile.id, profile.bio, profile.expertise_tags) == (companion.id, None, ())


async def test_an_erasure_deletes_the_customers_of_kept_cards_at_the_provider(world: World) -> None:
    companion = await world.companion()
    session = await world.ended(companion)
    await world.settle()
    payment = await world.payment_of(session)
    await save(world, evolve(payment, customer_id="cus_1", status=PaymentStatus.CAPTURED))
    await world.app.identity.delete(session.seeker_id)
    world.clock.advance(RETURN_WITHIN)
    world.platform.gateway.faults.plan("delete_customer", Moment.BEFORE)
    await world.settle()
    assert world.platform.gateway.deleted_customers == set()
    await world.settle()
    assert world.platform.gateway.deleted_customers == {"cus_1"}
    assert (await world.payment_of(session)).customer_id is None


async def test_a_partner_sees_a_former_member(world: World) -> None:
    companion = await world.companion()
    session = await world.ended(companion)
    await world.settle()
    await world.app.identity.delete(session.seeker_id)
    world.clock.advance(RETURN_WITHIN)
    await world.settle()
    erased = await world.user(session.seeker_id)
    assert (erased.display_name, erased.first_name, erased.last_name) == (FORMER_MEMBER, None, None)


async def test_three_reports_about_a_deleted_account_close_it_for_good(world: World) -> None:
    user = await gone(world)
    for number in range(HOLD_AT_REPORTERS):
        with pytest.raises(WrongCredentials) as refusal:
            await log_in(world)
        assert refusal.value.may_return, number
        reporter = await world.partner(user.id)
        await world.app.moderation.report(
            FileReport.Command(reporter_id=reporter.id, reported_user_id=user.id, reason="Rude", description="Loud.")
        )
    with pytest.raises(WrongCredentials):
        await come_back(world)


async def test_an_administrator_closes_a_deleted_account_for_good(world: World) -> None:
    user = await gone(world)
    await world.app.administration.update_user(
        UpdateUser.Command(admin_id=world.admin_id, user_id=user.id, is_active=False)
    )
    with pytest.raises(WrongCredentials):
        await come_back(world)


async def save(world: World, payment: Payment) -> None:
    async with world.platform.store.begin() as work:
        await work.payments.save(payment)
