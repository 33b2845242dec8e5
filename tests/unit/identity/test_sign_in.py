"""Sign-up, sign-in and token rotation, including stolen refresh tokens."""

import asyncio
from datetime import date
from typing import Any

import pytest
from attrs import evolve, field, frozen

from hushroom_domain.identity.errors import (
    EmailTaken,
    ExpiredToken,
    InactiveAccount,
    InvalidRefreshToken,
    InvalidToken,
    JustRotated,
    ReusedRefreshToken,
    SignInEnded,
    TooYoung,
    WrongCredentials,
)
from hushroom_domain.identity.model import PasswordCredential, Proficiency, UserRole
from hushroom_domain.identity.ports import Passwords
from hushroom_domain.identity.services.passwords import NormalizedPasswords
from hushroom_domain.identity.services.token_issuer import SignedIn
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_out import LogOut
from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.set_languages import SetLanguages
from hushroom_domain.identity.use_cases.sign_in_browser import SignInBrowser
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.shared.errors import Unavailable, ValidationFailed
from hushroom_domain.shared.ids import UserId
from tests.support.admitted import admitted
from tests.support.builders import PASSWORD
from tests.support.existing import existing
from tests.support.worlds import ADULT, World


async def register(world: World, **about: Any) -> SignedIn:
    command = {"email": "Anna@Hushroom.test", "password": PASSWORD, "date_of_birth": ADULT, **about}
    return await world.app.identity.register(RegisterUser.Command(**command))


async def log_in(world: World, email: str = "anna@hushroom.test", password: str = PASSWORD) -> SignedIn:
    return admitted(await world.app.identity.log_in(LogIn.Command(email=email, password=password)))


async def refresh(world: World, token: str) -> SignedIn:
    return await world.app.identity.refresh(RefreshTokenPair.Command(token))


async def test_a_new_user_is_signed_in_and_the_address_is_kept_as_it_was_typed(world: World) -> None:
    signed_in = await register(world)
    assert signed_in.user.email == "Anna@Hushroom.test"
    viewer = await world.app.identity.authenticate(signed_in.access_token)
    assert (viewer.user_id, viewer.role) == (signed_in.user.id, UserRole.USER)
    assert (await refresh(world, signed_in.refresh_token)).user == signed_in.user


async def test_an_address_is_taken_whatever_the_case_and_however_many_ask_at_once(world: World) -> None:
    spellings = ["anna@hushroom.test", "ANNA@hushroom.test", " Anna@HUSHROOM.test "] * 10
    answers = await asyncio.gather(*(register(world, email=email) for email in spellings), return_exceptions=True)
    assert sum(isinstance(answer, EmailTaken) for answer in answers) == len(spellings) - 1


async def test_the_address_of_a_deleted_account_stays_taken(world: World) -> None:
    await world.app.identity.delete((await register(world)).user.id)
    with pytest.raises(EmailTaken):
        await register(world)


async def test_all_that_is_wrong_with_a_registration_is_said_at_once(world: World) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        await register(world, email="anna", password="secret", date_of_birth=date(2999, 1, 1))
    assert [problem.field for problem in refusal.value.problems] == ["email", "password", "dateOfBirth"]


async def test_nobody_under_eighteen_joins(world: World) -> None:
    # The world's clock stands at 2 March 2026.
    with pytest.raises(TooYoung):
        await register(world, date_of_birth=date(2008, 3, 3))
    assert (await register(world, date_of_birth=date(2008, 3, 2))).user.is_age_verified


async def test_a_wrong_password_an_unknown_address_and_a_closed_account_are_answered_alike(world: World) -> None:
    signed_in = await register(world)
    refusals = []
    for attempt in (log_in(world, password="Wrong123!"), log_in(world, email="nobody@hushroom.test")):
        with pytest.raises(WrongCredentials) as refusal:
            await attempt
        refusals.append(refusal.value.text)
    await world.app.identity.delete(signed_in.user.id)
    with pytest.raises(WrongCredentials) as refusal:
        await log_in(world)
    assert {*refusals, refusal.value.text} == {WrongCredentials.message}


async def test_two_hundred_refreshes_of_one_token_at_once_have_one_child_and_log_nobody_out(world: World) -> None:
    signed_in = await register(world)
    answers = await asyncio.gather(
        *(refresh(world, signed_in.refresh_token) for _ in range(200)), return_exceptions=True
    )
    children = [answer for answer in answers if isinstance(answer, SignedIn)]
    assert len(children) == 1
    assert sum(isinstance(answer, JustRotated) for answer in answers) == 199
    assert (await refresh(world, children[0].refresh_token)).user == signed_in.user


async def test_whoever_signs_in_with_a_password_that_is_changed_meanwhile_is_not_signed_in(world: World) -> None:
    user = (await register(world)).user
    change = ChangePassword.Command(user.id, PASSWORD, "Another-password-1")

    @frozen
    class ChangedMeanwhile:
        async def hash(self, password: str) -> str:
            return f"hash of {password}"

        async def verify(self, password: str, hashed: str | None) -> bool:
            world.after(seconds=1)
            await world.app.identity.change_password(change)
            return hashed is not None and password == PASSWORD

        def is_outdated(self, hashed: str) -> bool:
            return not hashed

    log_in = world.app.identity.log_in
    log_in_slowly = evolve(log_in, check=evolve(log_in.check, passwords=ChangedMeanwhile()))
    with pytest.raises(WrongCredentials):
        await log_in_slowly(LogIn.Command(email=user.email, password=PASSWORD))
    live = [token for token in world.platform.store.tables.refresh_tokens.values() if token.revoked_at is None]
    assert live == []


async def test_a_token_that_comes_back_later_kills_its_family_and_no_other(world: World) -> None:
    signed_in, elsewhere = await register(world), await log_in(world)
    child = await refresh(world, signed_in.refresh_token)
    world.after(seconds=10)
    with pytest.raises(JustRotated):
        await refresh(world, signed_in.refresh_token)
    world.after(seconds=1)
    with pytest.raises(ReusedRefreshToken):
        await refresh(world, signed_in.refresh_token)
    with pytest.raises(InvalidRefreshToken):
        await refresh(world, child.refresh_token)
    for dead in (signed_in, child):
        with pytest.raises(SignInEnded):
            await world.app.identity.authenticate(dead.access_token)
    await world.app.identity.authenticate(elsewhere.access_token)
    assert (await refresh(world, elsewhere.refresh_token)).user == signed_in.user
    await world.settle()
    assert world.platform.broadcasts.checked == [signed_in.user.id]


async def test_an_access_token_outlives_the_exchange_of_its_refresh_token(world: World) -> None:
    signed_in = await register(world)
    child = await refresh(world, signed_in.refresh_token)
    with pytest.raises(JustRotated):
        await refresh(world, signed_in.refresh_token)
    for token in (signed_in.access_token, child.access_token):
        await world.app.identity.authenticate(token)


async def test_a_refresh_token_lives_for_seven_days_and_an_unknown_one_not_at_all(world: World) -> None:
    signed_in = await register(world)
    world.after(days=7)
    for token in (signed_in.refresh_token, "made up", "\ud800"):
        with pytest.raises(InvalidRefreshToken):
            await refresh(world, token)


async def test_an_access_token_lives_for_a_quarter_of_an_hour(world: World) -> None:
    token = (await register(world)).access_token
    world.after(minutes=14, seconds=59)
    await world.app.identity.authenticate(token)
    world.after(seconds=1)
    with pytest.raises(ExpiredToken):
        await world.app.identity.authenticate(token)


async def test_a_token_that_was_tampered_with_is_refused(world: World) -> None:
    token, other = (await register(world)).access_token, (await register(world, email="b@hushroom.test")).access_token
    forged = ".".join([other.split(".")[0], *token.split(".")[1:]])
    for bad in (forged, token[:-1] + ("0" if token[-1] != "0" else "1"), "", ".", "a.b.c", token + "\ud800"):
        with pytest.raises(InvalidToken):
            await world.app.identity.authenticate(bad)


async def test_logging_out_ends_this_signing_in_and_leaves_the_others(world: World) -> None:
    signed_in, elsewhere = await register(world), await log_in(world)
    await world.app.identity.log_out(LogOut.Command(signed_in.refresh_token))
    await world.app.identity.log_out(LogOut.Command("never seen"))
    with pytest.raises(InvalidRefreshToken):
        await refresh(world, signed_in.refresh_token)
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate(signed_in.access_token)
    await world.app.identity.authenticate(elsewhere.access_token)
    await refresh(world, elsewhere.refresh_token)
    await world.settle()
    assert world.platform.broadcasts.checked == [signed_in.user.id]


async def test_a_deleted_user_is_out_at_once_with_every_token(world: World) -> None:
    signed_in = await register(world)
    await world.app.identity.delete(signed_in.user.id)
    with pytest.raises(InactiveAccount):
        await world.app.identity.authenticate(signed_in.access_token)
    with pytest.raises(InvalidRefreshToken):
        await refresh(world, signed_in.refresh_token)


async def test_a_promotion_works_with_the_token_of_before(world: World) -> None:
    signed_in = await register(world)
    await world.app.identity.make_admin(MakeAdmin.Command("ANNA@hushroom.test"))
    assert (await world.app.identity.authenticate(signed_in.access_token)).is_admin


async def test_languages_are_replaced_as_a_whole_and_none_comes_twice(world: World) -> None:
    user = (await register(world)).user

    async def speak(*languages: str) -> None:
        spoken = tuple(SetLanguages.Language(one, Proficiency.NATIVE) for one in languages)
        await world.app.identity.set_languages(SetLanguages.Command(user.id, spoken))

    await speak("en", "de")
    await speak("fr")
    assert [one.language for one in existing(world.platform.store.tables.languages.get(user.id))] == ["fr"]
    with pytest.raises(ValidationFailed) as refusal:
        await speak("en", "de", "EN")
    assert [problem.field for problem in refusal.value.problems] == ["languages.2.language"]
    assert [one.language for one in existing(world.platform.store.tables.languages.get(user.id))] == ["fr"]


async def test_a_time_zone_must_exist(world: World) -> None:
    user = (await register(world)).user
    with pytest.raises(ValidationFailed):
        await world.app.identity.update_profile(UpdateProfile.Command(user_id=user.id, timezone="Mars/Olympus"))
    changed = await world.app.identity.update_profile(UpdateProfile.Command(user_id=user.id, timezone="Asia/Kathmandu"))
    assert changed.timezone == "Asia/Kathmandu"


COMPOSED, DECOMPOSED, LIGATURE = "Pässw0rdﬁ", "Pa\u0308ssw0rdﬁ", "Pa\u0308ssw0rdfi"


@pytest.mark.parametrize("registered", [COMPOSED, DECOMPOSED, LIGATURE], ids=ascii)
@pytest.mark.parametrize("typed", [COMPOSED, DECOMPOSED, LIGATURE], ids=ascii)
async def test_a_password_is_one_however_a_keyboard_composes_its_letters(
    world: World, registered: str, typed: str
) -> None:
    await register(world, password=registered)
    await log_in(world, password=typed)
    with pytest.raises(WrongCredentials):
        await log_in(world, password=typed.replace("ä", "a").replace("a\u0308", "a"))


async def test_a_hash_of_the_form_that_was_typed_still_verifies_and_a_change_makes_it_one(world: World) -> None:
    user = (await register(world)).user
    async with world.platform.store.begin() as work:
        old = await world.platform.ports.identity.passwords.hash(DECOMPOSED)
        credential = existing(await work.password_credentials.get(user.id))
        await work.password_credentials.put(evolve(credential, password_hash=old))
    await log_in(world, password=DECOMPOSED)
    with pytest.raises(WrongCredentials):
        await log_in(world, password=COMPOSED)
    await world.app.identity.change_password(ChangePassword.Command(user.id, current=DECOMPOSED, new=DECOMPOSED))
    await log_in(world, password=COMPOSED)


async def test_a_wrong_password_costs_as_much_for_an_address_that_nobody_has(world: World) -> None:
    counted = RecordingPasswords(world.platform.ports.identity.passwords)
    passwords = NormalizedPasswords(counted)
    hashed = await passwords.hash(PASSWORD)
    for typed in ("Wrong123!", COMPOSED, DECOMPOSED):
        counted.verified.clear()
        assert not await passwords.verify(typed, hashed)
        known = len(counted.verified)
        assert not await passwords.verify(typed, None)
        assert len(counted.verified) == 2 * known


@frozen
class RecordingPasswords:
    """Implements `Passwords` and records the verified passwords."""

    passwords: Passwords
    verified: list[str] = field(factory=list)

    async def hash(self, password: str) -> str:
        return await self.passwords.hash(password)

    async def verify(self, password: str, hashed: str | None) -> bool:
        self.verified.append(password)
        return await self.passwords.verify(password, hashed)

    def is_outdated(self, hashed: str) -> bool:
        return self.passwords.is_outdated(hashed)


@frozen
class DearerPasswords:
    """Implements `Passwords` at a cost that has grown; `is_busy` refuses to hash."""

    passwords: Passwords
    is_busy: bool = False

    async def hash(self, password: str) -> str:
        if self.is_busy:
            raise Unavailable
        return f"dearer {await self.passwords.hash(password)}"

    async def verify(self, password: str, hashed: str | None) -> bool:
        return await self.passwords.verify(password, hashed and hashed.removeprefix("dearer "))

    def is_outdated(self, hashed: str) -> bool:
        return not hashed.startswith("dearer ")


async def stored_password(world: World, user_id: UserId) -> PasswordCredential:
    async with world.platform.store.begin() as work:
        return existing(await work.password_credentials.get(user_id))


async def test_a_password_is_hashed_again_at_the_first_sign_in_after_the_cost_has_grown(world: World) -> None:
    made = await register(world)
    before = await stored_password(world, made.user.id)
    identity, passwords = world.app.identity, DearerPasswords(world.platform.ports.identity.passwords)
    dearer = evolve(identity.log_in, check=evolve(identity.log_in.check, passwords=passwords))
    with pytest.raises(WrongCredentials):
        await dearer(LogIn.Command(email=made.user.email, password="Wrong-123!"))
    assert await stored_password(world, made.user.id) == before
    await dearer(LogIn.Command(email=made.user.email, password=PASSWORD))
    after = await stored_password(world, made.user.id)
    assert (after.password_hash.startswith("dearer "), after.changed_at) == (True, before.changed_at)
    await dearer(LogIn.Command(email=made.user.email, password=PASSWORD))
    assert await stored_password(world, made.user.id) == after
    assert (await refresh(world, made.refresh_token)).user.id == made.user.id


async def test_who_knows_the_password_signs_in_though_there_is_no_room_to_hash_it_again(world: World) -> None:
    made = await register(world)
    before = await stored_password(world, made.user.id)
    identity, passwords = world.app.identity, DearerPasswords(world.platform.ports.identity.passwords, is_busy=True)
    busy = evolve(identity.sign_in_browser, check=evolve(identity.sign_in_browser.check, passwords=passwords))
    assert admitted(await busy(SignInBrowser.Command(email=made.user.email, password=PASSWORD))).secret
    assert await stored_password(world, made.user.id) == before
