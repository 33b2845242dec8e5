"""Passkeys: registering one, signing in by it alone, sign counts, names, removal, and what their owner is told."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory.platform import RELYING_PARTY
from hushroom_domain.identity.errors import (
    CopiedPasskey,
    LastCredential,
    PasskeyNotFound,
    PasskeyQuotaReached,
    PasskeyRefused,
    PasskeyTaken,
    RecentSignInRequired,
    SignInEnded,
    StepUpRequired,
    TooManyPasskeys,
    UserNotFound,
    WrongPasskey,
    WrongPassword,
)
from hushroom_domain.identity.model import Assertion, Client, Device, Passkey, RegistrationOptions, User
from hushroom_domain.identity.policy import PASSKEY_ANSWERED_WITHIN, PASSKEYS_EACH, TRIES_AN_HOUR
from hushroom_domain.identity.rules.sign_counts import has_gone_back
from hushroom_domain.identity.services.browser_signer import SignedInBrowser
from hushroom_domain.identity.services.token_issuer import BegunSignIn, SignedIn
from hushroom_domain.identity.use_cases.add_passkey import AddPasskey
from hushroom_domain.identity.use_cases.begin_passkey_registration import BeginPasskeyRegistration
from hushroom_domain.identity.use_cases.log_in_by_passkey import LogInByPasskey
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.rename_passkey import RenamePasskey
from hushroom_domain.identity.use_cases.sign_in_browser_by_passkey import SignInBrowserByPasskey
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.quotas import NO_QUOTAS
from tests.support.authenticators import PlainAuthenticator, assertion_in, attestation_in, encoded
from tests.support.builders import PASSWORD, an_id
from tests.support.existing import existing
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import ADULT, World, a_world

ADDED, REMOVED = "A passkey was added to your account", "A passkey was removed from your account"
DOUBTED = "One of your passkeys may have been copied"


def a_device(**about: Any) -> Any:
    return PlainAuthenticator.of(RELYING_PARTY, **about)


async def recent_sign_in(world: World, user_id: UserId) -> FamilyId:
    """Returns a sign-in of the user that begins now."""
    device = Device.begun(sign_in_id=an_id(), user_id=user_id, client=Client(), now=world.clock.now())
    async with world.platform.store.begin() as work:
        await work.devices.add(device)
    return device.id


async def begin(
    world: World, user_id: UserId, sign_in_id: FamilyId | None = None, password: str | None = None
) -> RegistrationOptions:
    """Begins a registration, in a new sign-in unless one is given."""
    command = BeginPasskeyRegistration.Command(
        user_id=user_id, sign_in_id=sign_in_id or await recent_sign_in(world, user_id), password=password
    )
    return await world.app.identity.begin_passkey_registration(command)


async def add(world: World, user: User, device: Any, name: str = "Phone") -> Passkey:
    options = await begin(world, user.id)
    made = device.register(options.challenge, options.user_id.bytes)
    command = AddPasskey.Command(sign_in_id=None, user_id=user.id, name=name, attestation=attestation_in(made))
    return await world.app.identity.add_passkey(command)


async def signed(world: World, device: Any, **about: Any) -> Assertion:
    """Returns a new challenge as the device has signed it."""
    return assertion_in(device.sign((await world.app.identity.begin_passkey_sign_in()).challenge, **about))


async def sign_in(world: World, device: Any) -> SignedIn:
    return await log_in(world, await signed(world, device))


async def log_in(world: World, assertion: Assertion) -> SignedIn:
    return await world.app.identity.log_in_by_passkey(LogInByPasskey.Command(assertion=assertion))


async def sign_in_browser(world: World, assertion: Assertion) -> SignedInBrowser:
    return await world.app.identity.sign_in_browser_by_passkey(SignInBrowserByPasskey.Command(assertion=assertion))


async def refused(world: World, assertion: Assertion) -> None:
    """Checks that neither kind of client is signed in."""
    for way in (log_in, sign_in_browser):
        with pytest.raises(WrongPasskey):
            await way(world, assertion)


def subjects(world: World, user: User) -> list[str]:
    return [message.words.subject for message in world.platform.mailer.to(user.email)]


async def test_a_passkey_alone_signs_api_clients_and_browsers_in(world: World) -> None:
    ada, device = await world.seeker(), a_device()
    passkey = await add(world, ada, device, " My phone ")
    assert (passkey.name, passkey.sign_count, passkey.last_used_at) == ("My phone", 0, None)
    first = await sign_in(world, device)
    assert (await world.app.identity.authenticate(first.access_token)).user_id == ada.id
    world.after(minutes=1)
    browser = await sign_in_browser(world, await signed(world, device))
    assert (await world.app.identity.authenticate_browser(browser.secret)).user_id == ada.id
    used = existing(world.platform.store.tables.passkeys.get(passkey.id))
    assert (used.sign_count, used.last_used_at) == (2, world.clock.now())


async def test_a_challenge_works_once_whether_or_not_the_answer_was_right(world: World) -> None:
    ada, device = await world.seeker(), a_device()
    await add(world, ada, device)
    replayed = await signed(world, device)
    await log_in(world, replayed)
    await refused(world, replayed)
    forged = evolve(right := await signed(world, device), signature=encoded(b"forged"))
    await refused(world, forged)
    await refused(world, right)


async def test_a_challenge_works_for_five_minutes(world: World) -> None:
    ada, device = await world.seeker(), a_device()
    await add(world, ada, device)
    late = await signed(world, device)
    world.clock.advance(PASSKEY_ANSWERED_WITHIN)
    await refused(world, late)
    punctual = await signed(world, device)
    world.clock.advance(PASSKEY_ANSWERED_WITHIN - timedelta(milliseconds=1))
    await log_in(world, punctual)


async def test_a_challenge_that_was_never_issued_is_refused(world: World) -> None:
    ada, device = await world.seeker(), a_device()
    await add(world, ada, device)
    await refused(world, assertion_in(device.sign(encoded(b"invented"))))


async def test_a_challenge_to_register_signs_nobody_in_and_the_other_way_round(world: World) -> None:
    ada, device = await world.seeker(), a_device()
    await add(world, ada, device)
    options = await begin(world, ada.id)
    await refused(world, assertion_in(device.sign(options.challenge)))
    begun = await world.app.identity.begin_passkey_sign_in()
    made = attestation_in(device.register(begun.challenge, ada.id.bytes))
    with pytest.raises(PasskeyRefused):
        await world.app.identity.add_passkey(
            AddPasskey.Command(sign_in_id=None, user_id=ada.id, name="Key", attestation=made)
        )


async def test_a_challenge_of_one_person_registers_nothing_for_another(world: World) -> None:
    ada, mallory, device = await world.seeker(), await world.seeker(), a_device()
    options = await begin(world, ada.id)
    made = attestation_in(device.register(options.challenge, ada.id.bytes))
    for person in (mallory, ada):
        with pytest.raises(PasskeyRefused):
            await world.app.identity.add_passkey(
                AddPasskey.Command(sign_in_id=None, user_id=person.id, name="Key", attestation=made)
            )
    assert len(world.platform.store.tables.passkeys) == 0


@pytest.mark.parametrize(
    "about", [{"origin": "https://evil.test"}, {"domain": "evil.test"}, {"verifies": False}], ids=str
)
async def test_a_passkey_is_neither_made_nor_used_elsewhere_or_by_a_touch_alone(
    world: World, about: dict[str, Any]
) -> None:
    ada, device = await world.seeker(), a_device()
    with pytest.raises(PasskeyRefused):
        await add(world, ada, a_device(**about))
    await add(world, ada, device)
    for name, value in about.items():
        setattr(device, name, value)
    await refused(world, await signed(world, device))


async def test_unknown_and_removed_passkeys_and_closed_accounts_are_refused_alike(world: World) -> None:
    ada, device, stranger = await world.seeker(), a_device(), a_device()
    stranger.register(encoded(b"elsewhere"), ada.id.bytes)
    await refused(world, await signed(world, stranger))
    passkey = await add(world, ada, device)
    await world.app.identity.remove_passkey(ada.id, passkey.id, None)
    await refused(world, await signed(world, device))
    await add(world, ada, device)
    waiting = await signed(world, device)
    await world.app.identity.delete(ada.id)
    await refused(world, waiting)


@pytest.mark.parametrize("handle", [None, encoded(an_id().bytes)])
async def test_a_passkey_that_names_nobody_or_somebody_else_is_refused(world: World, handle: str | None) -> None:
    ada, device = await world.seeker(), a_device()
    await add(world, ada, device)
    await refused(world, evolve(await signed(world, device), user_handle=handle))


async def test_a_count_that_goes_back_is_refused_for_a_passkey_of_one_device(world: World) -> None:
    ada, device = await world.seeker(), a_device()
    await add(world, ada, device)
    copy = device.copied()
    await sign_in(world, device)
    with pytest.raises(CopiedPasskey):
        await sign_in(world, copy)
    await sign_in(world, device)
    await world.settle()
    assert DOUBTED not in subjects(world, ada)


async def test_a_count_that_goes_back_is_told_to_the_owner_of_a_passkey_of_several_devices(world: World) -> None:
    ada, device = await world.seeker(), a_device(may_sync=True)
    await add(world, ada, device)
    copy = device.copied()
    for _ in range(3):
        await sign_in(world, device)
    await world.settle()
    assert DOUBTED not in subjects(world, ada)
    for _ in range(2):
        await sign_in(world, copy)
    await world.settle()
    assert subjects(world, ada).count(DOUBTED) == 2


@pytest.mark.parametrize("may_sync", [True, False])
async def test_a_device_without_a_counter_signs_in_again_and_again(world: World, may_sync: bool) -> None:
    ada, device = await world.seeker(), a_device(counts=False, may_sync=may_sync)
    await add(world, ada, device)
    for _ in range(3):
        await sign_in(world, device)
    await world.settle()
    assert DOUBTED not in subjects(world, ada)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_count_goes_back_unless_it_rises_or_there_is_none(stored: int, reported: int) -> None:
    assert has_gone_back(stored, reported) is not (reported > stored or stored == reported == 0)


async def test_a_passkey_is_added_to_one_account_once(world: World) -> None:
    ada, mallory, device = await world.seeker(), await world.seeker(), a_device()
    await add(world, ada, device)
    options = await begin(world, mallory.id)
    assert options.known == ()
    made = device.register(options.challenge, mallory.id.bytes, device.passkeys[0])
    with pytest.raises(PasskeyTaken):
        await world.app.identity.add_passkey(
            AddPasskey.Command(sign_in_id=None, user_id=mallory.id, name="Key", attestation=attestation_in(made))
        )


async def test_the_options_name_the_site_the_person_and_the_passkeys_that_are_there(world: World) -> None:
    ada, device = await world.seeker(first_name="Ada"), a_device()
    passkey = await add(world, ada, device)
    options = await begin(world, ada.id)
    assert (options.user_name, options.display_name, options.known) == (ada.email, "Ada", (passkey.credential_id,))
    assert options.relying_party == RELYING_PARTY
    begun = await world.app.identity.begin_passkey_sign_in()
    assert begun.allowed == ()
    for text in (repr(options), repr(begun), repr(passkey), repr(await signed(world, device))):
        assert options.challenge not in text
        assert begun.challenge not in text
        assert passkey.credential_id not in text or text == repr(options)


async def test_twenty_passkeys_are_enough(world: World) -> None:
    world = a_world(quotas=NO_QUOTAS)
    ada = await world.seeker()
    last = await begin(world, ada.id)
    for number in range(PASSKEYS_EACH):
        await add(world, ada, a_device(), f"Key {number}")
    with pytest.raises(TooManyPasskeys):
        await begin(world, ada.id)
    made = attestation_in(a_device().register(last.challenge, ada.id.bytes))
    with pytest.raises(TooManyPasskeys):
        await world.app.identity.add_passkey(
            AddPasskey.Command(sign_in_id=None, user_id=ada.id, name="Key", attestation=made)
        )


async def test_registrations_are_begun_as_often_as_the_quota_allows(world: World) -> None:
    ada = await world.seeker()
    for _ in range(existing(world.platform.ports.quotas.passkeys)):
        await begin(world, ada.id)
    with pytest.raises(PasskeyQuotaReached):
        await begin(world, ada.id)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "two\nlines", "a\u202eb", "\u200b"])
async def test_a_name_is_one_line_that_can_be_seen(world: World, name: str) -> None:
    ada = await world.seeker()
    passkey = await add(world, ada, a_device())
    with pytest.raises(ValidationFailed):
        await add(world, ada, a_device(), name)
    with pytest.raises(ValidationFailed):
        RenamePasskey.Command(user_id=ada.id, passkey_id=passkey.id, name=name)


async def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(world: World) -> None:
    ada, mallory = await world.seeker(), await world.seeker()
    passkey = await add(world, ada, a_device())
    renamed = await world.app.identity.rename_passkey(
        RenamePasskey.Command(user_id=ada.id, passkey_id=passkey.id, name=" Desk ")
    )
    assert renamed == evolve(passkey, name="Desk")
    for passkey_id in (passkey.id, an_id()):
        with pytest.raises(PasskeyNotFound):
            await world.app.identity.rename_passkey(
                RenamePasskey.Command(user_id=mallory.id, passkey_id=passkey_id, name="Mine")
            )
        with pytest.raises(PasskeyNotFound):
            await world.app.identity.remove_passkey(mallory.id, passkey_id, None)


async def test_removing_a_passkey_ends_every_other_sign_in(world: World) -> None:
    ada, device, lost = await world.seeker(), a_device(), a_device()
    await add(world, ada, device)
    passkey = await add(world, ada, lost)
    here, there = await sign_in(world, device), await sign_in(world, lost)
    browser = await sign_in_browser(world, await signed(world, lost))
    kept = world.app.identity.authenticate.claimant(here.access_token).sign_in_id
    await world.app.identity.remove_passkey(ada.id, passkey.id, kept)
    assert (await world.app.identity.authenticate(here.access_token)).user_id == ada.id
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate(there.access_token)
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate_browser(browser.secret)


async def test_the_last_credential_stays(world: World) -> None:
    ada, device, other = await world.seeker(), a_device(), a_device()
    first = await add(world, ada, device)
    world.platform.store.tables.password_credentials.remove(ada.id)
    with pytest.raises(LastCredential):
        await world.app.identity.remove_passkey(ada.id, first.id, None)
    second = await add(world, ada, other)
    await world.app.identity.remove_passkey(ada.id, first.id, None)
    with pytest.raises(LastCredential):
        await world.app.identity.remove_passkey(ada.id, second.id, None)
    assert (await sign_in(world, other)).user.id == ada.id


async def test_adding_and_removing_are_told_each_time_and_written_down(world: World) -> None:
    ada = await world.seeker()
    for _ in range(5):
        passkey = await add(world, ada, a_device())
        await world.app.identity.remove_passkey(ada.id, passkey.id, None)
    await world.settle()
    told = subjects(world, ada)
    assert (told.count(ADDED), told.count(REMOVED)) == (5, 5)
    actions = [entry.action for entry in world.platform.store.tables.audit_logs.values()]
    assert actions.count(AuditAction.PASSKEY_ADD) == actions.count(AuditAction.PASSKEY_REMOVE) == 5


async def test_a_suspended_person_adds_none(world: World) -> None:
    ada, device = await world.seeker(), a_device()
    options = await begin(world, ada.id)
    made = attestation_in(device.register(options.challenge, ada.id.bytes))
    await world.app.identity.delete(ada.id)
    with pytest.raises(UserNotFound):
        await world.app.identity.add_passkey(
            AddPasskey.Command(sign_in_id=None, user_id=ada.id, name="Key", attestation=made)
        )
    with pytest.raises(UserNotFound):
        await begin(world, UserId(an_id()))


async def test_expired_challenges_are_swept(world: World) -> None:
    await world.app.identity.begin_passkey_sign_in()
    await world.app.identity.delete_expired_tokens()
    assert len(world.platform.store.tables.passkey_challenges) == 1
    world.clock.advance(PASSKEY_ANSWERED_WITHIN + timedelta(milliseconds=1))
    await world.app.identity.delete_expired_tokens()
    assert len(world.platform.store.tables.passkey_challenges) == 0


async def test_a_device_that_is_known_stays_known_and_a_new_one_is_told(world: World) -> None:
    ada, device, told = await world.seeker(), a_device(), "A new device has signed in to your account"
    await add(world, ada, device)
    world.platform.clients.client = Client("192.0.2.7", "okhttp/4.12.0")
    first = await world.app.identity.log_in_by_passkey(LogInByPasskey.Command(assertion=await signed(world, device)))
    await world.settle()
    assert subjects(world, ada).count(told) == 1
    world.platform.clients.client = Client("198.51.100.7", "curl/8.10.0")
    command = LogInByPasskey.Command(assertion=await signed(world, device), device_token=first.device_token)
    await world.app.identity.log_in_by_passkey(command)
    await world.settle()
    assert subjects(world, ada).count(told) == 1


async def test_a_passkey_counts_as_the_second_factor_of_an_account_that_has_one(world: World) -> None:
    ada, device = await world.seeker(), a_device()
    await add(world, ada, device)
    await AuthenticatorApp(world.app, world.clock, ada.id, ada.email).enrol()
    signed_in = await sign_in(world, device)
    assert (await world.app.identity.authenticate(signed_in.access_token)).user_id == ada.id


async def test_who_has_a_second_factor_has_to_have_shown_it_lately_to_add_or_remove_a_passkey(world: World) -> None:
    ada, device = await world.seeker(), a_device()
    passkey = await add(world, ada, device)
    await AuthenticatorApp(world.app, world.clock, ada.id, ada.email).enrol()
    with pytest.raises(StepUpRequired):
        await add(world, ada, a_device())
    with pytest.raises(StepUpRequired):
        await world.app.identity.remove_passkey(ada.id, passkey.id, None)
    here = world.app.identity.authenticate.claimant((await sign_in(world, device)).access_token).sign_in_id
    await begin(world, ada.id, here)
    world.after(minutes=11)
    with pytest.raises(StepUpRequired):
        await begin(world, ada.id, here)
    here = world.app.identity.authenticate.claimant((await sign_in(world, device)).access_token).sign_in_id
    await world.app.identity.remove_passkey(ada.id, passkey.id, here)


async def test_an_old_sign_in_without_a_second_factor_needs_the_password(world: World) -> None:
    begun = await registered_user(world)
    here = existing(world.app.identity.authenticate.claimant(begun.access_token).sign_in_id)
    world.after(minutes=9, seconds=59)
    await begin(world, begun.user.id, here)
    world.after(seconds=1)
    with pytest.raises(RecentSignInRequired):
        await begin(world, begun.user.id, here)
    with pytest.raises(WrongPassword):
        await begin(world, begun.user.id, here, "Wrong456!")
    assert (await begin(world, begun.user.id, here, PASSWORD)).user_id == begun.user.id
    assert (await begin(world, begun.user.id)).user_id == begun.user.id, "a new sign-in needs none"


async def test_the_sign_in_of_somebody_else_and_none_at_all_are_no_recent_ones(world: World) -> None:
    ada, other = await world.seeker(), await world.seeker()
    theirs = await recent_sign_in(world, other.id)
    for sign_in_id in (theirs, None):
        command = BeginPasskeyRegistration.Command(user_id=ada.id, sign_in_id=sign_in_id)
        with pytest.raises(RecentSignInRequired):
            await world.app.identity.begin_passkey_registration(command)


async def test_passwords_for_a_passkey_are_counted_with_those_of_the_sign_in(world: World) -> None:
    begun = await registered_user(world)
    here = existing(world.app.identity.authenticate.claimant(begun.access_token).sign_in_id)
    world.after(minutes=11)
    waits = []
    for _ in range(TRIES_AN_HOUR + 1):
        with pytest.raises(WrongPassword) as refusal:
            await begin(world, begun.user.id, here, "Wrong456!")
        waits.append(refusal.value.retry_after_seconds)
    assert waits == [None] * TRIES_AN_HOUR + [60 * 60]
    with pytest.raises(WrongPassword):
        await begin(world, begun.user.id, here, PASSWORD)


async def registered_user(world: World) -> BegunSignIn:
    command = RegisterUser.Command(email="zoe@hushroom.test", password=PASSWORD, date_of_birth=ADULT)
    return await world.app.identity.register(command)
