"""Second factors: how they are set up, how a sign-in asks for one, and that each code counts once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.identity.errors import (
    ChallengeEnded,
    FactorNotFound,
    InvalidRefreshToken,
    SignInEnded,
    StepUpRequired,
    TotpEnrolled,
    TotpNotBegun,
    WrongCredentials,
    WrongSecondFactor,
    WrongTotpCode,
)
from hushroom_domain.identity.model import (
    ChallengePurpose,
    FactorKind,
    FactorState,
    SecondFactorChallenge,
    TotpCredential,
)
from hushroom_domain.identity.policy import CHALLENGE_LIFETIME, CHALLENGE_TRIES, RECOVERY_CODES, TRIES_AN_HOUR
from hushroom_domain.identity.rules.factor_codes import looks_like_totp, plain_code
from hushroom_domain.identity.services.sign_in_gate import SecondFactorRequired
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.confirm_totp import ConfirmTotp
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.identity.use_cases.show_second_factor_in_browser import ShowSecondFactorInBrowser
from hushroom_domain.identity.use_cases.sign_in_browser import SignInBrowser
from hushroom_domain.identity.use_cases.step_up_sign_in import StepUpSignIn
from hushroom_domain.notifications.catalogue import CATALOGUE, EmailKind
from hushroom_domain.shared.audit import AuditAction
from tests.support.admitted import admitted
from tests.support.builders import NOW, PASSWORD, an_id
from tests.support.existing import existing
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import World

WRONG = "000000"
STEPS = st.integers(0, 2**40)


async def with_app(world: World) -> AuthenticatorApp:
    user = await world.seeker()
    app = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    await app.enrol()
    return app


def acts(world: World, *actions: AuditAction) -> list[str]:
    return [one.action for one in world.platform.store.tables.audit_logs.values() if one.action in actions]


@given(STEPS, st.lists(STEPS, max_size=20))
def test_a_time_step_counts_at_most_once_in_whatever_order_codes_come(first: int, further: list[int]) -> None:
    credential = TotpCredential(user_id=an_id(), sealed_secret="s", created_at=NOW).confirmed(first, NOW)
    taken = [first]
    for step in further:
        if credential.takes(step):
            credential = credential.used(step, "s")
            taken.append(step)
    assert taken == sorted(set(taken))
    assert not credential.takes(None)


@given(
    st.sampled_from(ChallengePurpose),
    st.integers(0, 2 * CHALLENGE_TRIES),
    st.integers(0, 2 * int(CHALLENGE_LIFETIME.total_seconds())),
)
def test_a_challenge_works_for_its_purpose_for_five_minutes_and_five_failures(
    purpose: ChallengePurpose, failures: int, seconds: int
) -> None:
    challenge = SecondFactorChallenge.issued(
        challenge_id=an_id(), user_id=an_id(), purpose=purpose, digest="d", attempt_id=None, now=NOW
    )
    for _ in range(failures):
        challenge = challenge.failed()
    later = NOW + timedelta(seconds=seconds)
    is_open = failures < CHALLENGE_TRIES and later < NOW + CHALLENGE_LIFETIME
    assert [one for one in ChallengePurpose if challenge.works(one, later)] == [purpose] * is_open


@given(st.none() | st.just(NOW), st.integers(0, RECOVERY_CODES), st.booleans())
def test_recovery_codes_and_passkeys_are_methods_beside_an_app_only(
    since: datetime | None, left: int, has_passkeys: bool
) -> None:
    methods = FactorState(totp_since=since, recovery_codes_left=left, has_passkeys=has_passkeys).methods
    assert (FactorKind.TOTP in methods) == (since is not None)
    assert (FactorKind.RECOVERY_CODE in methods) == (since is not None and left > 0)
    assert (FactorKind.PASSKEY in methods) == (since is not None and has_passkeys)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("123 456", "123456"),
        ("123\u202f456", "123456"),
        ("١٢٣٤٥٦", "123456"),
        ("".join(chr(0xFF10 + digit) for digit in range(1, 7)), "123456"),
        ("abcd-efgh\u20112345", "ABCDEFGH2345"),
        ("", ""),
    ],
)
def test_a_code_counts_however_it_is_typed(typed: str, plain: str) -> None:
    assert plain_code(typed) == plain
    assert looks_like_totp(typed) == (plain == "123456")


async def test_a_user_without_a_second_factor_signs_in_as_before(world: World) -> None:
    user = await world.seeker()
    assert admitted(await world.app.identity.log_in(LogIn.Command(email=user.email, password=PASSWORD))).user == user


async def test_an_app_is_a_factor_after_its_first_code_which_is_used_by_that(world: World) -> None:
    user = await world.seeker()
    app = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    confirm = world.app.identity.confirm_totp
    command = ConfirmTotp.Command(user_id=user.id, sign_in_id=None, code=WRONG)
    with pytest.raises(TotpNotBegun):
        await confirm(command)
    begun = await world.app.identity.begin_totp(user.id)
    app.secret = begun.secret
    assert begun.secret in begun.address
    assert begun.secret not in repr(begun)
    with pytest.raises(WrongTotpCode):
        await confirm(command)
    admitted(await world.app.identity.log_in(LogIn.Command(email=user.email, password=PASSWORD)))
    codes = await confirm(evolve(command, code=app.code()))
    assert len(set(codes)) == RECOVERY_CODES
    with pytest.raises(TotpEnrolled):
        await confirm(evolve(command, code=app.code(1)))
    with pytest.raises(TotpEnrolled):
        await world.app.identity.begin_totp(user.id)
    assert (await app.challenge()).methods == (FactorKind.TOTP, FactorKind.RECOVERY_CODE)
    with pytest.raises(WrongSecondFactor):
        await app.show(app.code())
    world.after(seconds=30)
    assert (await app.show(app.code())).user.id == user.id


async def test_an_enrolment_that_was_not_confirmed_is_replaced_by_the_next(world: World) -> None:
    user = await world.seeker()
    first = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    first.secret = (await world.app.identity.begin_totp(user.id)).secret
    second = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    second.secret = (await world.app.identity.begin_totp(user.id)).secret
    confirm = world.app.identity.confirm_totp
    with pytest.raises(WrongTotpCode):
        await confirm(ConfirmTotp.Command(user_id=user.id, sign_in_id=None, code=first.code()))
    await confirm(ConfirmTotp.Command(user_id=user.id, sign_in_id=None, code=second.code()))


async def test_an_enrolment_is_repeated_for_who_knows_its_secret_until_it_is_confirmed(world: World) -> None:
    user, other = await world.seeker(), await world.seeker()
    repeat = world.app.identity.repeat_totp_enrolment
    begun = await world.app.identity.begin_totp(user.id)
    await world.app.identity.begin_totp(other.id)
    assert await repeat(user.id, begun.secret) == begun
    for user_id, secret in ((user.id, ""), (user.id, "é"), (other.id, begun.secret), (an_id(), begun.secret)):
        with pytest.raises(TotpNotBegun):
            await repeat(user_id, secret)
    app = AuthenticatorApp(world.app, world.clock, user.id, user.email, begun.secret)
    await world.app.identity.confirm_totp(ConfirmTotp.Command(user_id=user.id, sign_in_id=None, code=app.code()))
    with pytest.raises(TotpNotBegun):
        await repeat(user.id, begun.secret)


async def test_a_factor_ends_the_sign_ins_that_began_without_it_but_the_one_that_asks(world: World) -> None:
    user = await world.seeker()
    command = LogIn.Command(email=user.email, password=PASSWORD)
    here, elsewhere = [admitted(await world.app.identity.log_in(command)) for _ in range(2)]
    app = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    await app.enrol(world.app.identity.authenticate.claimant(here.access_token).sign_in_id)
    await world.app.identity.authenticate(here.access_token)
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate(elsewhere.access_token)
    with pytest.raises(InvalidRefreshToken):
        await world.app.identity.refresh(RefreshTokenPair.Command(elsewhere.refresh_token))


async def test_one_code_used_twenty_times_at_once_lets_one_in(world: World) -> None:
    app = await with_app(world)
    for show, code in ((app.show, app.code()), (app.recover, app.recovery_codes[0])):
        challenges = [await app.challenge() for _ in range(4)]
        uses = [show(code, challenge=one.challenge) for one in challenges for _ in range(5)]
        answers = await asyncio.gather(*uses, return_exceptions=True)
        assert sum(not isinstance(one, Exception) for one in answers) == 1
        world.after(hours=1)


async def test_each_recovery_code_counts_once_and_new_ones_replace_them(world: World) -> None:
    app = await with_app(world)
    await app.recover(app.recovery_codes[0].upper())
    with pytest.raises(WrongSecondFactor):
        await app.recover(app.recovery_codes[0])
    former = app.recovery_codes
    app.recovery_codes = await world.app.identity.replace_recovery_codes(app.user_id, app.sign_in_id)
    assert not set(former) & set(app.recovery_codes)
    with pytest.raises(WrongSecondFactor):
        await app.recover(former[1])
    await app.recover(app.recovery_codes[1])
    codes = (AuditAction.RECOVERY_CODE_USE, AuditAction.RECOVERY_CODES_REPLACE)
    assert acts(world, *codes) == [codes[0], codes[1], codes[0]]


async def test_the_last_recovery_code_leaves_the_app_as_the_only_method(world: World) -> None:
    app = await with_app(world)
    for code in app.recovery_codes:
        await app.recover(code)
    assert (await app.challenge()).methods == (FactorKind.TOTP,)


async def test_a_challenge_is_met_once_and_ends_after_five_wrong_codes_or_minutes(world: World) -> None:
    app = await with_app(world)
    met = (await app.challenge()).challenge
    await app.show(app.code(), challenge=met)
    for ended in (met, "never issued"):
        with pytest.raises(ChallengeEnded):
            await app.show(app.code(1), challenge=ended)
    failed = (await app.challenge()).challenge
    for _ in range(CHALLENGE_TRIES):
        with pytest.raises(WrongSecondFactor):
            await app.show(WRONG, challenge=failed)
    with pytest.raises(ChallengeEnded):
        await app.show(app.code(1), challenge=failed)
    late = (await app.challenge()).challenge
    world.after(minutes=5)
    with pytest.raises(ChallengeEnded):
        await app.show(app.code(), challenge=late)


async def test_new_challenges_give_no_new_attempts(world: World) -> None:
    app = await with_app(world)
    first, second, third = [(await app.challenge()).challenge for _ in range(3)]
    for challenge in (first, second):
        for _ in range(TRIES_AN_HOUR // 2):
            with pytest.raises(WrongSecondFactor):
                await app.show(WRONG, challenge=challenge)
    with pytest.raises(WrongSecondFactor) as refusal:
        await app.show(app.code(), challenge=third)
    assert refusal.value.retry_after_seconds == 3600
    world.after(hours=1)
    await app.show(app.code())


async def test_who_knows_the_password_alone_gets_ten_challenges_an_hour(world: World) -> None:
    app = await with_app(world)
    challenges = [(await app.challenge()).challenge for _ in range(TRIES_AN_HOUR)]
    with pytest.raises(WrongCredentials):
        await app.challenge()
    await app.show(app.code(), challenge=challenges[0])
    await app.challenge()


async def test_a_wrong_password_gets_no_challenge_and_a_challenge_is_no_sign_in(world: World) -> None:
    app = await with_app(world)
    with pytest.raises(WrongCredentials):
        await world.app.identity.log_in(LogIn.Command(email=app.email, password="Wrong12345"))
    logins = acts(world, AuditAction.USER_LOGIN)
    challenge = await app.challenge()
    assert challenge.challenge not in repr(challenge)
    assert acts(world, AuditAction.USER_LOGIN) == logins
    assert not world.platform.store.tables.refresh_tokens.get(challenge.challenge)
    await app.show(app.code(), challenge=challenge.challenge)
    assert acts(world, AuditAction.USER_LOGIN) == [*logins, AuditAction.USER_LOGIN]


@pytest.mark.parametrize("ending", ["password", "deletion", "others"])
async def test_what_ends_the_rights_of_a_user_ends_the_challenges(world: World, ending: str) -> None:
    app = await with_app(world)
    challenge = (await app.challenge()).challenge
    if ending == "password":
        await world.app.identity.change_password(
            ChangePassword.Command(app.user_id, PASSWORD, "Fresh456!", sign_in_id=app.sign_in_id)
        )
    elif ending == "deletion":
        await world.app.identity.delete(app.user_id, app.sign_in_id)
    else:
        await world.app.identity.end_other_devices(app.user_id, None)
    with pytest.raises(ChallengeEnded):
        await app.show(app.code(), challenge=challenge)


async def test_a_reset_of_the_password_does_not_pass_the_second_factor_by(world: World) -> None:
    app = await with_app(world)
    async with world.platform.store.begin() as work:
        await work.users.save((await work.users.lock(app.user_id)).with_proved_address(world.clock.now()))
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(app.email))
    await world.settle()
    token = world.platform.mailer.to(app.email)[-1].words.text.rpartition(": ")[2].strip()
    await world.app.identity.reset_password(ResetPassword.Command(token, "Fresh456!"))
    answer = await world.app.identity.log_in(LogIn.Command(email=app.email, password="Fresh456!"))
    assert isinstance(answer, SecondFactorRequired)
    await app.show(app.code(), challenge=answer.challenge)


async def test_a_browser_is_asked_as_well(world: World) -> None:
    app = await with_app(world)
    answer = await world.app.identity.sign_in_browser(SignInBrowser.Command(email=app.email, password=PASSWORD))
    assert isinstance(answer, SecondFactorRequired)
    browser = await world.app.identity.show_second_factor_in_browser(
        ShowSecondFactorInBrowser.Command(challenge=answer.challenge, kind=FactorKind.TOTP, code=app.code())
    )
    assert (await world.app.identity.authenticate_browser(browser.secret)).user_id == app.user_id


async def test_without_the_app_the_recovery_codes_go_and_the_password_is_enough(world: World) -> None:
    app = await with_app(world)
    await world.app.identity.remove_totp(app.user_id, app.sign_in_id)
    admitted(await world.app.identity.log_in(LogIn.Command(email=app.email, password=PASSWORD)))
    assert not list(world.platform.store.tables.recovery_codes.values())
    for act in (
        world.app.identity.remove_totp(app.user_id, app.sign_in_id),
        world.app.identity.replace_recovery_codes(app.user_id, app.sign_in_id),
    ):
        with pytest.raises(FactorNotFound):
            await act
    await app.enrol()
    assert acts(world, AuditAction.FACTOR_ADD, AuditAction.FACTOR_REMOVE) == [
        AuditAction.FACTOR_ADD,
        AuditAction.FACTOR_REMOVE,
        AuditAction.FACTOR_ADD,
    ]


async def test_a_secret_whose_key_is_gone_takes_no_code_and_recovery_codes_still_count(world: World) -> None:
    app = await with_app(world)
    credential = existing(world.platform.store.tables.totp_credentials.get(app.user_id))
    async with world.platform.store.begin() as work:
        await work.totp_credentials.put(evolve(credential, sealed_secret="another owner:secret"))
    with pytest.raises(WrongSecondFactor):
        await app.show(app.code())
    await app.recover(app.recovery_codes[3])


async def test_expired_challenges_are_swept(world: World) -> None:
    app = await with_app(world)
    await app.challenge()
    world.after(minutes=5, seconds=1)
    await world.app.identity.delete_expired_tokens()
    assert not list(world.platform.store.tables.second_factor_challenges.values())


async def test_a_change_of_factors_asks_for_a_factor_shown_within_ten_minutes_in_this_sign_in(world: World) -> None:
    app = await with_app(world)
    replace, remove = world.app.identity.replace_recovery_codes, world.app.identity.remove_totp
    await replace(app.user_id, app.sign_in_id)
    elsewhere = world.app.identity.authenticate.claimant((await app.show(app.code())).access_token).sign_in_id
    world.after(minutes=10)
    for sign_in_id in (app.sign_in_id, elsewhere, None):
        for act in (replace, remove):
            with pytest.raises(StepUpRequired) as refusal:
                await act(app.user_id, sign_in_id)
            assert [one.message for one in refusal.value.problems] == ["TOTP", "RECOVERY_CODE"]
    with pytest.raises(WrongSecondFactor):
        await app.step_up(WRONG)
    await app.step_up(app.code())
    with pytest.raises(WrongSecondFactor):
        await app.step_up(app.code())
    with pytest.raises(StepUpRequired):
        await remove(app.user_id, elsewhere)
    app.recovery_codes = await replace(app.user_id, app.sign_in_id)
    world.after(minutes=10)
    await app.step_up(app.recovery_codes[0], FactorKind.RECOVERY_CODE)
    await remove(app.user_id, app.sign_in_id)


async def test_a_factor_is_shown_in_a_sign_in_of_ones_own(world: World) -> None:
    app, other = await with_app(world), await with_app(world)
    for sign_in_id in (other.sign_in_id, None):
        command = StepUpSignIn.Command(
            user_id=app.user_id, sign_in_id=sign_in_id, kind=FactorKind.TOTP, code=app.code()
        )
        with pytest.raises(SignInEnded):
            await world.app.identity.step_up_sign_in(command)
    await app.step_up(app.code())


async def test_twenty_step_ups_with_one_code_at_once_are_one(world: World) -> None:
    app = await with_app(world)
    answers = await asyncio.gather(*(app.step_up(app.code()) for _ in range(20)), return_exceptions=True)
    assert answers.count(None) == 1


async def test_the_owner_is_told_of_each_change_of_the_factors(world: World) -> None:
    app = await with_app(world)
    await world.app.identity.replace_recovery_codes(app.user_id, app.sign_in_id)
    await world.app.identity.remove_totp(app.user_id, app.sign_in_id)
    await app.enrol(app.sign_in_id)
    await world.settle()
    added, removed, replaced = "FACTOR_ADDED", "FACTOR_REMOVED", "RECOVERY_CODES_REPLACED"
    kinds = [CATALOGUE[EmailKind(one)].subject for one in (added, replaced, removed, added)]
    told = [one.words.subject for one in world.platform.mailer.to(app.email)]
    assert [one for one in told if one in kinds] == kinds
