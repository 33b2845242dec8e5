"""The duty of administrators to have a second factor: enrolment before the sign-in, and the factor that stays."""

import asyncio
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory.platform import RELYING_PARTY
from hushroom_adapters.memory.second_factors import plain_totp, step_at
from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.identity.errors import (
    ChallengeEnded,
    FactorRequired,
    InvalidRefreshToken,
    SignInEnded,
    TotpNotBegun,
    WrongCredentials,
    WrongSecondFactor,
    WrongTotpCode,
)
from hushroom_domain.identity.model import FactorKind, User, UserRole
from hushroom_domain.identity.policy import CHALLENGE_TRIES, RECOVERY_CODES, TRIES_AN_HOUR
from hushroom_domain.identity.rules.factor_duty import may_remove_factor
from hushroom_domain.identity.services.browser_signer import SignedInBrowser
from hushroom_domain.identity.services.factor_duty import FactorDuty
from hushroom_domain.identity.services.sign_in_gate import EnrolmentRequired, SecondFactorRequired
from hushroom_domain.identity.services.token_issuer import BegunSignIn
from hushroom_domain.identity.use_cases.add_passkey import AddPasskey
from hushroom_domain.identity.use_cases.begin_enrolment import BeginEnrolment
from hushroom_domain.identity.use_cases.begin_passkey_registration import BeginPasskeyRegistration
from hushroom_domain.identity.use_cases.finish_enrolment import EnrolledSignIn, FinishEnrolment
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_in_by_passkey import LogInByPasskey
from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from hushroom_domain.identity.use_cases.reactivate_user import ReactivateUser
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.show_passkey import ShowPasskey
from hushroom_domain.identity.use_cases.show_second_factor import ShowSecondFactor
from hushroom_domain.identity.use_cases.sign_in_browser import SignInBrowser
from hushroom_domain.notifications.catalogue import CATALOGUE, EmailKind
from tests.support.admitted import admitted
from tests.support.authenticators import PlainAuthenticator, assertion_in, attestation_in
from tests.support.builders import PASSWORD
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import World, a_world

WRONG = "000000"


@pytest.fixture(name="strict")
def _strict() -> World:
    return a_world(requires_admin_factor=True)


async def an_admin(world: World) -> User:
    user = await world.seeker()
    return await world.app.identity.make_admin(MakeAdmin.Command(user.email))


async def asked(world: World, user: User) -> str:
    """Signs in by the password as far as the demand to set a factor up, and returns its challenge."""
    answer = await world.app.identity.log_in(LogIn.Command(email=user.email, password=PASSWORD))
    assert isinstance(answer, EnrolmentRequired)
    return answer.challenge


async def begin(world: World, challenge: str) -> str:
    return (await world.app.identity.begin_enrolment(BeginEnrolment.Command(challenge))).secret


def code_of(world: World, secret: str) -> str:
    return plain_totp(secret, step_at(world.clock.now()))


async def finish(world: World, challenge: str, code: str) -> EnrolledSignIn[BegunSignIn]:
    return await world.app.identity.finish_enrolment(FinishEnrolment.Command(challenge=challenge, code=code))


async def enrolled(world: World, user: User) -> AuthenticatorApp:
    """Sets an authenticator app up before the sign-in."""
    challenge = await asked(world, user)
    secret = await begin(world, challenge)
    done = await finish(world, challenge, code_of(world, secret))
    sign_in_id = world.app.identity.authenticate.claimant(done.signed_in.access_token).sign_in_id
    world.after(seconds=30)
    return AuthenticatorApp(world.app, world.clock, user.id, user.email, secret, done.recovery_codes, sign_in_id)


@given(st.booleans(), st.integers(1, 30))
def test_who_is_bound_keeps_a_factor_and_nobody_else_is_kept_from_removing(is_bound: bool, factors: int) -> None:
    left = factors - may_remove_factor(is_bound=is_bound, factors=factors)
    assert left >= is_bound
    assert left == factors - 1 or (is_bound and factors == 1)


@pytest.mark.parametrize("role", UserRole)
@pytest.mark.parametrize("is_demanded", [True, False])
def test_administrators_alone_are_bound_and_where_it_is_demanded_alone(role: UserRole, is_demanded: bool) -> None:
    assert FactorDuty(is_demanded).binds(role) == (is_demanded and role is UserRole.ADMIN)


async def test_where_it_is_not_demanded_an_administrator_signs_in_by_the_password(world: World) -> None:
    admin = await an_admin(world)
    assert admitted(await world.app.identity.log_in(LogIn.Command(email=admin.email, password=PASSWORD))).user == admin


async def test_others_sign_in_by_the_password_where_it_is_demanded(strict: World) -> None:
    user = await strict.seeker()
    assert admitted(await strict.app.identity.log_in(LogIn.Command(email=user.email, password=PASSWORD))).user == user


async def test_an_administrator_sets_a_factor_up_and_that_counts_as_shown_in_this_sign_in(strict: World) -> None:
    admin = await an_admin(strict)
    challenge = await asked(strict, admin)
    with pytest.raises(TotpNotBegun):
        await finish(strict, challenge, WRONG)
    secret = await begin(strict, challenge)
    done = await finish(strict, challenge, code_of(strict, secret))
    assert len(set(done.recovery_codes)) == RECOVERY_CODES
    assert done.recovery_codes[0] not in repr(done)
    sign_in_id = strict.app.identity.authenticate.claimant(done.signed_in.access_token).sign_in_id
    assert await strict.app.identity.replace_recovery_codes(admin.id, sign_in_id)
    await strict.app.identity.refresh(RefreshTokenPair.Command(done.signed_in.refresh_token))
    answer = await strict.app.identity.log_in(LogIn.Command(email=admin.email, password=PASSWORD))
    assert isinstance(answer, SecondFactorRequired)


async def test_the_owner_is_told_of_the_factor(strict: World) -> None:
    admin = await an_admin(strict)
    await enrolled(strict, admin)
    await strict.settle()
    told = [one.words.subject for one in strict.platform.mailer.to(admin.email)]
    assert told.count(CATALOGUE[EmailKind.FACTOR_ADDED].subject) == 1


async def test_a_browser_is_led_through_the_enrolment_as_well(strict: World) -> None:
    admin = await an_admin(strict)
    answer = await strict.app.identity.sign_in_browser(SignInBrowser.Command(email=admin.email, password=PASSWORD))
    assert isinstance(answer, EnrolmentRequired)
    code = code_of(strict, await begin(strict, answer.challenge))
    done = await strict.app.identity.finish_enrolment_in_browser(
        FinishEnrolment.Command(challenge=answer.challenge, code=code)
    )
    assert isinstance(done.signed_in, SignedInBrowser)
    assert (await strict.app.identity.authenticate_browser(done.signed_in.secret)).user_id == admin.id


async def test_an_enrolment_is_begun_again_with_another_secret(strict: World) -> None:
    challenge = await asked(strict, await an_admin(strict))
    first, second = await begin(strict, challenge), await begin(strict, challenge)
    with pytest.raises(WrongTotpCode):
        await finish(strict, challenge, code_of(strict, first))
    await finish(strict, challenge, code_of(strict, second))


async def test_a_challenge_is_good_for_its_purpose_alone(strict: World) -> None:
    admin = await an_admin(strict)
    challenge = await asked(strict, admin)
    secret = await begin(strict, challenge)
    with pytest.raises(ChallengeEnded):
        await strict.app.identity.show_second_factor(
            ShowSecondFactor.Command(challenge=challenge, kind=FactorKind.TOTP, code=code_of(strict, secret))
        )
    app = await enrolled(strict, admin)
    shows = (await app.challenge()).challenge
    for act in (begin(strict, shows), finish(strict, shows, app.code())):
        with pytest.raises(ChallengeEnded):
            await act


async def test_the_challenges_of_others_end_with_the_first_enrolment(strict: World) -> None:
    admin = await an_admin(strict)
    late = await asked(strict, admin)
    app = await enrolled(strict, admin)
    for act in (begin(strict, late), finish(strict, late, app.code())):
        with pytest.raises(ChallengeEnded):
            await act


async def test_an_enrolment_has_five_tries_and_five_minutes(strict: World) -> None:
    admin = await an_admin(strict)
    challenge = await asked(strict, admin)
    secret = await begin(strict, challenge)
    for _ in range(CHALLENGE_TRIES):
        with pytest.raises(WrongTotpCode):
            await finish(strict, challenge, WRONG)
    late = await asked(strict, admin)
    strict.after(minutes=5)
    for ended in (challenge, late):
        with pytest.raises(ChallengeEnded):
            await finish(strict, ended, code_of(strict, secret))
        with pytest.raises(ChallengeEnded):
            await begin(strict, ended)


async def test_new_challenges_give_no_new_tries(strict: World) -> None:
    admin = await an_admin(strict)
    challenges = [await asked(strict, admin) for _ in range(3)]
    secret = await begin(strict, challenges[0])
    for challenge in challenges[:2]:
        for _ in range(TRIES_AN_HOUR // 2):
            with pytest.raises(WrongTotpCode):
                await finish(strict, challenge, WRONG)
    with pytest.raises(WrongTotpCode):
        await finish(strict, challenges[2], code_of(strict, secret))


async def test_who_knows_the_password_alone_gets_ten_challenges_an_hour(strict: World) -> None:
    admin = await an_admin(strict)
    for _ in range(TRIES_AN_HOUR):
        await asked(strict, admin)
    with pytest.raises(WrongCredentials):
        await asked(strict, admin)


async def test_one_code_sent_twenty_times_at_once_signs_in_once(strict: World) -> None:
    admin = await an_admin(strict)
    challenges = [await asked(strict, admin) for _ in range(4)]
    code = code_of(strict, await begin(strict, challenges[0]))
    answers = await asyncio.gather(
        *(finish(strict, one, code) for one in challenges for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, EnrolledSignIn) for one in answers) == 1
    assert {type(one) for one in answers} <= {EnrolledSignIn, ChallengeEnded, WrongTotpCode}


@pytest.mark.parametrize("by", ["operator", "administrator"])
async def test_who_becomes_an_administrator_is_signed_out_everywhere(strict: World, by: str) -> None:
    user = await strict.seeker()
    begun = admitted(await strict.app.identity.log_in(LogIn.Command(email=user.email, password=PASSWORD)))
    if by == "operator":
        await strict.app.identity.make_admin(MakeAdmin.Command(user.email))
    else:
        command = UpdateUser.Command(admin_id=strict.admin_id, user_id=user.id, role=UserRole.ADMIN)
        await strict.app.administration.update_user(command)
    with pytest.raises(SignInEnded):
        await strict.app.identity.authenticate(begun.access_token)


async def test_a_sign_in_without_a_factor_does_not_outlive_the_beginning_of_the_duty(world: World) -> None:
    admin = await an_admin(world)
    begun = admitted(await world.app.identity.log_in(LogIn.Command(email=admin.email, password=PASSWORD)))
    browser = admitted(
        await world.app.identity.sign_in_browser(SignInBrowser.Command(email=admin.email, password=PASSWORD))
    )
    duty = FactorDuty(is_demanded=True)
    refresh = evolve(world.app.identity.refresh, duty=duty)
    with pytest.raises(InvalidRefreshToken):
        await refresh(RefreshTokenPair.Command(begun.refresh_token))
    world.after(hours=1)
    with pytest.raises(SignInEnded):
        await evolve(world.app.identity.authenticate_browser, duty=duty)(browser.secret)


async def test_the_last_factor_of_an_administrator_stays(strict: World) -> None:
    admin = await an_admin(strict)
    app = await enrolled(strict, admin)
    with pytest.raises(FactorRequired):
        await strict.app.identity.remove_totp(admin.id, app.sign_in_id)
    device: Any = PlainAuthenticator.of(RELYING_PARTY)
    begun = BeginPasskeyRegistration.Command(user_id=admin.id, sign_in_id=app.sign_in_id)
    options = await strict.app.identity.begin_passkey_registration(begun)
    attestation = attestation_in(device.register(options.challenge, options.user_id.bytes))
    passkey = await strict.app.identity.add_passkey(
        AddPasskey.Command(user_id=admin.id, sign_in_id=app.sign_in_id, name="Phone", attestation=attestation)
    )
    await strict.app.identity.remove_totp(admin.id, app.sign_in_id)
    with pytest.raises(FactorRequired):
        await strict.app.identity.remove_passkey(admin.id, passkey.id, app.sign_in_id)
    challenge = (await strict.app.identity.begin_passkey_sign_in()).challenge
    assertion = assertion_in(device.sign(challenge))
    by_passkey = await strict.app.identity.log_in_by_passkey(LogInByPasskey.Command(assertion=assertion))
    await strict.app.identity.refresh(RefreshTokenPair.Command(by_passkey.refresh_token))


async def with_a_passkey_alone(world: World, admin: User) -> Any:
    """Sets a passkey up in place of the app, and returns its authenticator."""
    app = await enrolled(world, admin)
    device: Any = PlainAuthenticator.of(RELYING_PARTY)
    options = await world.app.identity.begin_passkey_registration(
        BeginPasskeyRegistration.Command(user_id=admin.id, sign_in_id=app.sign_in_id)
    )
    attestation = attestation_in(device.register(options.challenge, options.user_id.bytes))
    await world.app.identity.add_passkey(
        AddPasskey.Command(user_id=admin.id, sign_in_id=app.sign_in_id, name="Phone", attestation=attestation)
    )
    await world.app.identity.remove_totp(admin.id, app.sign_in_id)
    return device


async def test_the_password_of_an_administrator_with_a_passkey_sets_no_other_factor_up(strict: World) -> None:
    admin = await an_admin(strict)
    device = await with_a_passkey_alone(strict, admin)
    answer = await strict.app.identity.log_in(LogIn.Command(email=admin.email, password=PASSWORD))
    assert isinstance(answer, SecondFactorRequired)
    assert answer.methods == (FactorKind.PASSKEY,)
    with pytest.raises(ChallengeEnded):
        await begin(strict, answer.challenge)
    for kind in FactorKind:
        with pytest.raises(WrongSecondFactor):
            await strict.app.identity.show_second_factor(
                ShowSecondFactor.Command(challenge=answer.challenge, kind=kind, code=WRONG)
            )
    assertion = assertion_in(device.sign((await strict.app.identity.begin_passkey_sign_in()).challenge))
    shown = ShowPasskey.Command(challenge=answer.challenge, assertion=assertion)
    begun = await strict.app.identity.show_passkey(shown)
    await strict.app.identity.refresh(RefreshTokenPair.Command(begun.refresh_token))


async def test_a_deleted_administrator_with_a_passkey_comes_back_by_it(strict: World) -> None:
    admin = await an_admin(strict)
    device = await with_a_passkey_alone(strict, admin)
    app_less = await strict.app.identity.log_in_by_passkey(
        LogInByPasskey.Command(
            assertion=assertion_in(device.sign((await strict.app.identity.begin_passkey_sign_in()).challenge))
        )
    )
    here = strict.app.identity.authenticate.claimant(app_less.access_token).sign_in_id
    await strict.app.identity.delete(admin.id, here)
    answer = await strict.app.identity.reactivate(ReactivateUser.Command(email=admin.email, password=PASSWORD))
    assert isinstance(answer, SecondFactorRequired)
    assertion = assertion_in(device.sign((await strict.app.identity.begin_passkey_sign_in()).challenge))
    back = await strict.app.identity.show_passkey(ShowPasskey.Command(challenge=answer.challenge, assertion=assertion))
    assert back.user.is_enabled


async def test_a_challenge_to_set_an_app_up_ends_with_a_passkey(strict: World) -> None:
    user = await strict.seeker()
    begun = admitted(await strict.app.identity.log_in(LogIn.Command(email=user.email, password=PASSWORD)))
    here = strict.app.identity.authenticate.claimant(begun.access_token).sign_in_id
    options = await strict.app.identity.begin_passkey_registration(
        BeginPasskeyRegistration.Command(user_id=user.id, sign_in_id=here)
    )
    await strict.app.identity.make_admin(MakeAdmin.Command(user.email))
    challenge = await asked(strict, user)
    device: Any = PlainAuthenticator.of(RELYING_PARTY)
    attestation = attestation_in(device.register(options.challenge, options.user_id.bytes))
    await strict.app.identity.add_passkey(
        AddPasskey.Command(user_id=user.id, sign_in_id=here, name="Phone", attestation=attestation)
    )
    with pytest.raises(ChallengeEnded):
        await begin(strict, challenge)


async def test_a_deleted_administrator_comes_back_when_the_factor_is_set_up(strict: World) -> None:
    admin = await an_admin(strict)
    await strict.app.identity.delete(admin.id)
    answer = await strict.app.identity.reactivate(ReactivateUser.Command(email=admin.email, password=PASSWORD))
    assert isinstance(answer, EnrolmentRequired)
    assert strict.platform.store.tables.users.get(admin.id) != admin
    secret = await begin(strict, answer.challenge)
    with pytest.raises(WrongTotpCode):
        await finish(strict, answer.challenge, WRONG)
    done = await finish(strict, answer.challenge, code_of(strict, secret))
    assert done.signed_in.user.is_enabled


async def test_a_code_of_the_enrolment_is_used_by_it(strict: World) -> None:
    admin = await an_admin(strict)
    challenge = await asked(strict, admin)
    secret = await begin(strict, challenge)
    code = code_of(strict, secret)
    await finish(strict, challenge, code)
    app = AuthenticatorApp(strict.app, strict.clock, admin.id, admin.email, secret)
    with pytest.raises(WrongSecondFactor):
        await app.show(code)
