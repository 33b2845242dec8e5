"""Signing in by a provider: attempts that are answered once, the accounts they lead into, and linked identities."""

import re
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory.linked_identities import EXAMPLE
from hushroom_domain.identity.errors import (
    EmailTaken,
    IdentityLinkQuotaReached,
    IdentityNotFound,
    IdentityTaken,
    InactiveAccount,
    LastCredential,
    ProviderDeclined,
    ProviderProofInvalid,
    SignInEnded,
    SignInProviderUnavailable,
    TooYoung,
    UnknownProvider,
    WrongCredentials,
)
from hushroom_domain.identity.model import (
    IdentityProvider,
    KeptAttempt,
    LinkedIdentity,
    ProvedIdentity,
    ProviderId,
    User,
)
from hushroom_domain.identity.policy import PROVIDER_ATTEMPT_LASTS
from hushroom_domain.identity.rules.provider_sign_ins import ProviderOutcome, is_address_proved
from hushroom_domain.identity.services.attempt_keeper import BegunAttempt, ProviderReturn, derived
from hushroom_domain.identity.services.password_change import PasswordEntries
from hushroom_domain.identity.services.sign_in_gate import EnrolmentRequired, FactorDemand
from hushroom_domain.identity.services.token_issuer import BegunSignIn, SignedIn
from hushroom_domain.identity.use_cases.begin_provider_attempt import BeginProviderAttempt
from hushroom_domain.identity.use_cases.finish_provider_sign_in import ProviderStep
from hushroom_domain.identity.use_cases.prove_account import ProveAccount
from hushroom_domain.identity.use_cases.register_by_provider import RegisterByProvider
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.quotas import NO_QUOTAS
from tests.support.admitted import admitted
from tests.support.builders import NOW, PASSWORD, an_id
from tests.support.existing import existing
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import ADULT, World, a_world

ADA = ProvedIdentity(
    provider=EXAMPLE.id,
    subject="1001",
    email="ada@hushroom.test",
    is_email_verified=True,
    first_name="Ada",
    last_name="Byron",
)


async def begun(world: World, user_id: UserId | None = None) -> BegunAttempt:
    command = BeginProviderAttempt.Command(EXAMPLE.id, user_id)
    return await world.app.identity.begin_provider_attempt(command)


def returned(world: World, attempt: BegunAttempt, proved: ProvedIdentity = ADA, **changes: str) -> ProviderReturn:
    """The provider's answer for a person who agrees there."""
    about = {"state": attempt.address.partition("state=")[2], "code": world.platform.providers.agree(proved)}
    return ProviderReturn(**{"attempt": attempt.attempt, "provider": EXAMPLE.id, **about, **changes})


async def finish(world: World, proved: ProvedIdentity = ADA) -> SignedIn | ProviderStep:
    attempt = await begun(world)
    answer = await world.app.identity.finish_provider_sign_in(returned(world, attempt, proved))
    assert not isinstance(answer, FactorDemand)
    return answer


async def step_of(world: World, proved: ProvedIdentity = ADA) -> tuple[str, ProviderStep]:
    """Begins and finishes an attempt that needs a step; returns its secret and the step."""
    attempt = await begun(world)
    step = await world.app.identity.finish_provider_sign_in(returned(world, attempt, proved))
    assert isinstance(step, ProviderStep)
    return attempt.attempt, step


async def registered(world: World, proved: ProvedIdentity = ADA) -> BegunSignIn:
    attempt, step = await step_of(world, proved)
    assert step.outcome is ProviderOutcome.REGISTER
    command = RegisterByProvider.Command(attempt=attempt, date_of_birth=ADULT)
    return await world.app.identity.register_by_provider(command)


async def entered(world: World, proved: ProvedIdentity = ADA, device_token: str | None = None) -> BegunSignIn:
    """Signs in by an identity that leads into an account, from a device that may show its token."""
    entries = evolve(returned(world, await begun(world), proved), device_token=device_token)
    answer = await world.app.identity.finish_provider_sign_in(entries)
    assert isinstance(answer, BegunSignIn)
    return answer


async def linked(world: World, user_id: UserId, proved: ProvedIdentity = ADA) -> LinkedIdentity:
    attempt = await begun(world, user_id)
    return await world.app.identity.link_identity(user_id, returned(world, attempt, proved))


async def verified(world: World, **about: object) -> User:
    """Returns a user who has set the password by a link that was mailed to the address."""
    user = (await world.seeker(**about)).with_proved_address(world.clock.now())
    async with world.platform.store.begin() as work:
        await work.users.save(user)
    return user


async def identities(world: World, user_id: UserId) -> tuple[LinkedIdentity, ...]:
    async with world.platform.store.begin() as work:
        return await work.linked_identities.of_user(user_id)


def attempts(world: World) -> list[KeptAttempt]:
    return list(world.platform.store.tables.provider_attempts.values())


def acts(world: World, user_id: UserId) -> list[str]:
    return [one.action for one in world.platform.store.tables.audit_logs.values() if one.actor_id == user_id]


# attempts


async def test_an_attempt_keeps_nothing_that_answers_it(world: World) -> None:
    attempt = await begun(world)
    (kept,) = attempts(world)
    state = attempt.address.partition("state=")[2]
    assert attempt.attempt not in repr(kept)
    assert state not in repr(kept)
    assert attempt.attempt not in attempt.address
    assert attempt.attempt not in repr(attempt)
    assert attempt.expires_at - world.clock.now() == PROVIDER_ATTEMPT_LASTS


async def test_an_attempt_is_answered_once(world: World) -> None:
    attempt = await begun(world)
    answer = returned(world, attempt)
    assert isinstance(await world.app.identity.finish_provider_sign_in(answer), ProviderStep)
    again = evolve(answer, code=world.platform.providers.agree(ADA))
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.finish_provider_sign_in(again)


async def test_another_ones_secret_or_state_answers_nothing_and_uses_nothing_up(world: World) -> None:
    mine, other = await begun(world), await begun(world)
    good = returned(world, mine)
    for changes in (
        {"attempt": other.attempt},
        {"attempt": "made up"},
        {"state": "made up"},
        {"state": ""},
    ):
        with pytest.raises(ProviderProofInvalid):
            await world.app.identity.finish_provider_sign_in(evolve(good, **changes))
    assert isinstance(await world.app.identity.finish_provider_sign_in(good), ProviderStep)


async def test_an_attempt_ends_after_ten_minutes_and_is_swept(world: World) -> None:
    attempt = await begun(world)
    answer = returned(world, attempt)
    world.clock.advance(PROVIDER_ATTEMPT_LASTS)
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.finish_provider_sign_in(answer)
    world.after(milliseconds=1)
    await world.app.identity.delete_expired_tokens()
    assert attempts(world) == []


async def test_an_attempt_that_the_provider_does_not_answer_is_used_up(world: World) -> None:
    attempt = await begun(world)
    answer = returned(world, attempt)
    world.platform.providers.is_away = True
    with pytest.raises(SignInProviderUnavailable):
        await world.app.identity.finish_provider_sign_in(answer)
    with pytest.raises(SignInProviderUnavailable):
        await begun(world)
    world.platform.providers.is_away = False
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.finish_provider_sign_in(answer)


async def test_a_person_may_say_no_and_a_provider_must_be_known(world: World) -> None:
    attempt = await begun(world)
    with pytest.raises(ProviderDeclined):
        await world.app.identity.finish_provider_sign_in(returned(world, attempt, error="access_denied"))
    with pytest.raises(UnknownProvider):
        await world.app.identity.begin_provider_attempt(BeginProviderAttempt.Command("unknown"))
    with pytest.raises(UnknownProvider):
        await world.app.identity.finish_provider_sign_in(returned(world, await begun(world), provider="unknown"))


async def test_one_provider_does_not_answer_for_another(world: World) -> None:
    other = IdentityProvider(id=ProviderId("other"), name="Other")
    world.platform.providers.offered = (EXAMPLE, other)
    answer = returned(world, await begun(world), evolve(ADA, provider=other.id), provider=other.id)
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.finish_provider_sign_in(answer)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_secrets_of_attempts_follow_from_theirs_alone(one: str, other: str) -> None:
    found = {derived(secret, use) for use in ("state", "nonce", "verifier") for secret in {one, other}}
    assert len(found) == 3 * len({one, other})
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", value) for value in found)


# signing up


async def test_a_new_account_needs_a_date_of_birth_first(world: World) -> None:
    attempt, step = await step_of(world)
    assert step == ProviderStep(
        outcome=ProviderOutcome.REGISTER, email="ada@hushroom.test", first_name="Ada", last_name="Byron"
    )
    assert list(world.platform.store.tables.users.values()) == []
    command = RegisterByProvider.Command(attempt=attempt, date_of_birth=ADULT, timezone="Africa/Tunis")
    made = await world.app.identity.register_by_provider(command)
    assert (made.user.email, made.user.is_email_verified, made.user.timezone) == (ADA.email, True, "Africa/Tunis")
    assert (made.user.first_name, made.user.last_name, made.user.date_of_birth) == ("Ada", "Byron", ADULT)
    async with world.platform.store.begin() as work:
        assert await work.password_credentials.get(made.user.id) is None
    (identity,) = await identities(world, made.user.id)
    assert (identity.subject, identity.email) == ("1001", "ada@hushroom.test")
    assert attempts(world) == []
    assert acts(world, made.user.id) == [AuditAction.IDENTITY_LINK, AuditAction.USER_REGISTER]


async def test_an_account_that_a_provider_made_is_entered_by_it(world: World) -> None:
    made = await registered(world)
    again = await finish(world)
    assert isinstance(again, SignedIn)
    assert again.user.id == made.user.id
    assert (await world.app.identity.authenticate(again.access_token)).user_id == made.user.id
    assert acts(world, made.user.id)[-1] is AuditAction.USER_LOGIN


async def test_nobody_under_eighteen_and_nobody_twice(world: World) -> None:
    attempt, _ = await step_of(world)
    young = RegisterByProvider.Command(attempt=attempt, date_of_birth=date(2020, 1, 1))
    with pytest.raises(TooYoung):
        await world.app.identity.register_by_provider(young)
    assert attempts(world) == []
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.register_by_provider(evolve(young, date_of_birth=ADULT))
    again, _ = await step_of(world)
    command = evolve(young, attempt=again, date_of_birth=ADULT)
    await world.app.identity.register_by_provider(command)
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.register_by_provider(command)


def test_the_name_that_a_provider_gives_a_person_is_not_in_the_logs() -> None:
    assert ADA.subject not in repr(ADA)


async def test_an_answer_is_looked_at_in_its_own_time(world: World) -> None:
    attempt = await begun(world)
    world.after(seconds=PROVIDER_ATTEMPT_LASTS.total_seconds() - 1)
    with pytest.raises(ProviderDeclined):
        await world.app.identity.finish_provider_sign_in(returned(world, attempt, error="access_denied"))
    (kept,) = attempts(world)
    assert kept.expires_at == world.clock.now() + PROVIDER_ATTEMPT_LASTS, "a sweep in the meantime leaves it"


@pytest.mark.parametrize(
    ("proved", "typed", "is_verified"),
    [
        (ADA, None, True),
        (ADA, "ADA@hushroom.test", True),
        (ADA, "other@hushroom.test", False),
        (evolve(ADA, is_email_verified=False), None, False),
        (evolve(ADA, email=None, is_email_verified=True), "ada@hushroom.test", False),
    ],
)
async def test_an_address_is_verified_only_if_the_provider_has_verified_that_one(
    world: World, proved: ProvedIdentity, typed: str | None, *, is_verified: bool
) -> None:
    attempt, step = await step_of(world, proved)
    assert step.email == proved.email
    command = RegisterByProvider.Command(attempt=attempt, date_of_birth=ADULT, email=typed)
    made = await world.app.identity.register_by_provider(command)
    assert made.user.email == (typed or proved.email)
    assert made.user.is_email_verified is is_verified


async def test_a_mail_to_confirm_the_address_goes_only_where_it_is_needed(world: World) -> None:
    await registered(world)
    await registered(world, evolve(ADA, subject="2", email="bo@hushroom.test", is_email_verified=False))
    await world.settle()
    asked = [mail.to for mail in world.platform.mailer.sent if mail.words.subject == "Confirm your address"]
    assert asked == ["bo@hushroom.test"]


async def test_an_account_needs_an_address(world: World) -> None:
    attempt, step = await step_of(world, evolve(ADA, email="not an address"))
    assert step.email is None
    with pytest.raises(ValidationFailed) as refused:
        await world.app.identity.register_by_provider(RegisterByProvider.Command(attempt=attempt, date_of_birth=ADULT))
    assert [one.field for one in refused.value.problems] == ["email"]


async def test_a_name_that_no_account_could_have_is_left_out(world: World) -> None:
    _, step = await step_of(world, evolve(ADA, first_name="A" * 101, last_name="\u202eByron"))
    assert (step.first_name, step.last_name) == (None, None)


@given(is_verified=st.booleans(), provided=st.sampled_from([None, "a", "b"]), key=st.sampled_from(["a", "b"]))
def test_nothing_but_a_verified_equal_address_is_proved(*, is_verified: bool, provided: str | None, key: str) -> None:
    proved = is_address_proved(is_verified=is_verified, provided_key=provided, key=key)
    assert proved is (is_verified and provided == key)


# an account that has the address


async def test_an_address_that_both_have_verified_adds_the_identity(world: World) -> None:
    user = await verified(world, email="ada@hushroom.test")
    signed_in = await finish(world)
    assert isinstance(signed_in, SignedIn)
    assert signed_in.user.id == user.id
    assert [one.subject for one in await identities(world, user.id)] == ["1001"]


@pytest.mark.parametrize("is_ours", [True, False])
async def test_otherwise_the_account_is_proved_by_its_password_first(world: World, *, is_ours: bool) -> None:
    user = await (verified if is_ours else World.seeker)(world, email="ada@hushroom.test")
    attempt, step = await step_of(world, evolve(ADA, is_email_verified=not is_ours))
    assert step.outcome is ProviderOutcome.PROVE_ACCOUNT
    with pytest.raises(WrongCredentials):
        await world.app.identity.prove_account(ProveAccount.Command(attempt=attempt, password="Wrong123!"))
    assert await identities(world, user.id) == ()
    command = ProveAccount.Command(attempt=attempt, password=PASSWORD)
    signed_in = admitted(await world.app.identity.prove_account(command))
    assert signed_in.user.id == user.id
    assert len(await identities(world, user.id)) == 1
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.prove_account(ProveAccount.Command(attempt=attempt, password=PASSWORD))
    assert isinstance(await finish(world), SignedIn)


async def test_guesses_at_the_password_are_counted_as_everywhere(world: World) -> None:
    await world.seeker(email="ada@hushroom.test")
    attempt, _ = await step_of(world)
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            await world.app.identity.prove_account(ProveAccount.Command(attempt=attempt, password="Wrong123!"))
    with pytest.raises(WrongCredentials):
        await world.app.identity.prove_account(ProveAccount.Command(attempt=attempt, password=PASSWORD))


async def test_the_password_is_taken_from_whoever_waits_and_only_so_long(world: World) -> None:
    await world.seeker(email="ada@hushroom.test")
    attempt, _ = await step_of(world)
    for other in ("made up", (await begun(world)).attempt):
        with pytest.raises(ProviderProofInvalid):
            await world.app.identity.prove_account(ProveAccount.Command(attempt=other, password=PASSWORD))
    world.clock.advance(PROVIDER_ATTEMPT_LASTS)
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.prove_account(ProveAccount.Command(attempt=attempt, password=PASSWORD))


async def test_an_identity_without_an_address_proves_no_account(world: World) -> None:
    attempt, _ = await step_of(world, evolve(ADA, email=None))
    with pytest.raises(WrongCredentials):
        await world.app.identity.prove_account(ProveAccount.Command(attempt=attempt, password=PASSWORD))


async def test_an_administrator_is_never_entered_by_an_address(world: World) -> None:
    user = await verified(world, email="ada@hushroom.test")
    await world.app.identity.make_admin(world.app.identity.make_admin.Command(user.email))
    _, step = await step_of(world)
    assert step.outcome is ProviderOutcome.PROVE_ACCOUNT


async def test_the_next_person_with_an_address_does_not_get_the_account(world: World) -> None:
    await registered(world)
    _, step = await step_of(world, evolve(ADA, subject="the next one"))
    assert step.outcome is ProviderOutcome.PROVE_ACCOUNT


async def test_a_closed_account_is_not_entered_and_not_made_again(world: World) -> None:
    made = await registered(world)
    await world.app.identity.delete(made.user.id)
    with pytest.raises(InactiveAccount):
        await finish(world)
    with pytest.raises(EmailTaken):
        await finish(world, evolve(ADA, subject="another"))


# linking


async def test_a_user_adds_identities_and_signs_in_by_each(world: World) -> None:
    user = await world.seeker()
    first = await linked(world, user.id)
    assert await linked(world, user.id) == first
    second = await linked(world, user.id, evolve(ADA, subject="2", email=None))
    assert await identities(world, user.id) == (first, second)
    for proved in (ADA, evolve(ADA, subject="2")):
        signed_in = await finish(world, proved)
        assert isinstance(signed_in, SignedIn)
        assert signed_in.user.id == user.id


async def test_an_identity_has_one_account(world: World) -> None:
    user, other = await world.seeker(), await world.seeker()
    await linked(world, user.id)
    with pytest.raises(IdentityTaken):
        await linked(world, other.id)
    assert await identities(world, other.id) == ()


async def test_nobody_finishes_what_another_one_began(world: World) -> None:
    thief, owner = await world.seeker(), await world.seeker()
    attempt = await begun(world, thief.id)
    answer = returned(world, attempt)
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.link_identity(owner.id, answer)
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.finish_provider_sign_in(answer)
    sign_in = await begun(world)
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.link_identity(owner.id, returned(world, sign_in))
    assert await identities(world, owner.id) == await identities(world, thief.id) == ()


async def test_a_change_of_the_password_ends_the_attempts_of_a_thief(world: World) -> None:
    user = await world.seeker()
    attempt = await begun(world, user.id)
    entries = PasswordEntries(user.id, PASSWORD, "Another-One-9!")
    await world.app.identity.change_password(entries)
    with pytest.raises(ProviderProofInvalid):
        await world.app.identity.link_identity(user.id, returned(world, attempt))


async def test_links_are_begun_a_few_times_a_day(world: World) -> None:
    user = await world.seeker()
    for _ in range(20):
        await begun(world, user.id)
    with pytest.raises(IdentityLinkQuotaReached):
        await begun(world, user.id)
    world.after(days=1)
    assert (await begun(world, user.id)).attempt


async def test_without_quotas_links_are_not_counted() -> None:
    world = a_world(quotas=NO_QUOTAS)
    user = await world.seeker()
    for _ in range(25):
        await begun(world, user.id)


# unlinking


async def test_the_last_way_in_stays(world: World) -> None:
    made = await registered(world)
    (identity,) = await identities(world, made.user.id)
    with pytest.raises(LastCredential):
        await world.app.identity.unlink_identity(made.user.id, identity.id, None)
    second = await linked(world, made.user.id, evolve(ADA, subject="2"))
    await world.app.identity.unlink_identity(made.user.id, identity.id, None)
    assert await identities(world, made.user.id) == (second,)
    assert acts(world, made.user.id)[-1] is AuditAction.IDENTITY_UNLINK


async def test_unlinking_ends_the_sign_ins_that_may_be_by_it(world: World) -> None:
    user = await world.seeker()
    identity = await linked(world, user.id)
    thief, owner = await finish(world), await finish(world)
    assert isinstance(thief, SignedIn)
    assert isinstance(owner, SignedIn)
    own = world.app.identity.authenticate.claimant(owner.access_token).sign_in_id
    await world.app.identity.unlink_identity(user.id, identity.id, own)
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate(thief.access_token)
    assert (await world.app.identity.authenticate(owner.access_token)).user_id == user.id
    _, step = await step_of(world)
    assert step.outcome is ProviderOutcome.REGISTER


async def test_nobody_unlinks_for_another_one(world: World) -> None:
    user, other = await world.seeker(), await world.seeker()
    identity = await linked(world, user.id)
    for wanted in (identity.id, an_id()):
        with pytest.raises(IdentityNotFound):
            await world.app.identity.unlink_identity(other.id, wanted, FamilyId(an_id()))
    assert await identities(world, user.id) == (identity,)


async def test_a_use_is_noted(world: World) -> None:
    user = await world.seeker()
    await linked(world, user.id)
    now = world.after(hours=2)
    await finish(world)
    (identity,) = await identities(world, user.id)
    assert identity.last_used_at == now


def test_a_row_tells_what_it_waits_for() -> None:
    row = KeptAttempt.begun(attempt_id=an_id(), digest="d", provider=ProviderId("x"), user_id=None, now=NOW)
    assert row.proved is None
    assert row.awaits_answer(NOW)
    assert not row.answered(NOW).awaits_answer(NOW)
    held = row.answered(NOW).holding(evolve(ADA, provider=ProviderId("x")), NOW + timedelta(minutes=9))
    assert held.awaits_person(NOW + timedelta(minutes=18))
    assert not held.awaits_person(NOW + timedelta(minutes=19))
    assert existing(held.proved).subject == ADA.subject
    assert "1001" not in repr(held)


async def test_a_provider_and_a_password_after_it_lead_no_further_than_to_the_second_factor(world: World) -> None:
    user = await verified(world, email="ada@hushroom.test")
    app = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    await app.enrol()
    attempt = await begun(world)
    answer = await world.app.identity.finish_provider_sign_in(returned(world, attempt))
    assert isinstance(answer, FactorDemand)
    assert (await app.show(app.code(), challenge=answer.challenge)).user.id == user.id
    assert await identities(world, user.id) == ()
    other = await world.seeker(email="ben@hushroom.test")
    app = AuthenticatorApp(world.app, world.clock, other.id, other.email)
    await app.enrol()
    secret, step = await step_of(world, evolve(ADA, subject="1002", email=other.email, is_email_verified=False))
    assert step.outcome is ProviderOutcome.PROVE_ACCOUNT
    proof = await world.app.identity.prove_account(ProveAccount.Command(attempt=secret, password=PASSWORD))
    assert isinstance(proof, FactorDemand)
    assert (await app.show(app.code(), challenge=proof.challenge)).user.id == other.id
    assert await identities(world, other.id) == ()


async def test_the_owner_is_told_by_mail_of_what_lets_somebody_in(world: World) -> None:
    user = await verified(world)
    identity = await linked(world, user.id)
    await world.app.identity.unlink_identity(user.id, identity.id, None)
    await world.settle()
    told = [mail.words.subject for mail in world.platform.mailer.sent if mail.to == user.email]
    assert told[-2:] == [
        "Another way to log in was added to your account",
        "A way to log in was removed from your account",
    ]


async def test_a_provider_leads_an_administrator_no_further_than_to_the_enrolment_and_adds_nothing() -> None:
    world = a_world(requires_admin_factor=True)
    user = await verified(world, email="ada@hushroom.test")
    identity = await linked(world, user.id)
    await world.app.identity.make_admin(world.app.identity.make_admin.Command(user.email))
    answer = await world.app.identity.finish_provider_sign_in(returned(world, await begun(world)))
    assert isinstance(answer, EnrolmentRequired)
    other = await verified(world, email="ben@hushroom.test")
    await world.app.identity.make_admin(world.app.identity.make_admin.Command(other.email))
    secret, step = await step_of(world, evolve(ADA, subject="1002", email=other.email))
    assert step.outcome is ProviderOutcome.PROVE_ACCOUNT
    proof = await world.app.identity.prove_account(ProveAccount.Command(attempt=secret, password=PASSWORD))
    assert isinstance(proof, EnrolmentRequired)
    assert await identities(world, user.id) == (evolve(identity, last_used_at=world.clock.now()),)
    assert await identities(world, other.id) == ()
