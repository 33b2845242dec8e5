"""The passwords that guessers try first are refused wherever a password is set."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_adapters.memory.passwords import MemoryCommonPasswords
from hushroom_adapters.memory.platform import in_memory_platform
from hushroom_domain.identity.errors import WrongPassword
from hushroom_domain.identity.rules.context_words import leans_on_context
from hushroom_domain.identity.services.password_choice import COMMON, CONTEXT, PasswordChoice
from hushroom_domain.identity.services.password_replacement import replace_password
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.shared.errors import ValidationFailed
from tests.support.admitted import admitted

GOOD = "Password123!"
CHOICE = PasswordChoice(MemoryCommonPasswords(frozenset({"password123", "straße12"})))


@pytest.mark.parametrize("password", ["Password123", "PASSWORd123", "\uff30assword123", "STRAße12"])
def test_a_common_password_is_refused_in_every_spelling(password: str) -> None:
    problem = CHOICE.problem(password, ())
    assert problem is not None
    assert (problem.field, problem.message) == ("password", COMMON)


@pytest.mark.parametrize("password", ["Password123!", "Password1234", "STRASSE12a", " Password123"])
def test_a_password_that_only_resembles_a_common_one_passes(password: str) -> None:
    assert CHOICE.problem(password, ()) is None


def test_a_password_that_is_weak_in_itself_has_one_problem_only() -> None:
    assert CHOICE.problem("password123", ()) is None


@pytest.mark.parametrize(
    "password",
    ["Hushroom1", "HushRoom2026!", "Lovelace1", "Ada-Lovelace-1815", "ADA1815lovelace", "Éloïse2026", "Example99"],
)
def test_a_password_of_words_about_the_owner_or_the_platform_is_refused(password: str) -> None:
    problem = CHOICE.problem(password, ("ada.l@example.com", "Ada", "Lovelace", "Eloise"), "newPassword")
    assert problem is not None
    assert (problem.field, problem.message) == ("newPassword", CONTEXT)


@pytest.mark.parametrize("password", ["Ada keeps 7 bees", "Hushroom is where 2 people meet", "Comfort12", "Xadxy12ax"])
def test_such_a_word_is_no_harm_beside_eight_other_characters(password: str) -> None:
    assert CHOICE.problem(password, ("ada.l@example.com", "Ada", None, "A")) is None


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=4))
def test_without_any_of_the_words_no_password_leans_on_them(password: str, about: list[str]) -> None:
    if leans_on_context(password, about):
        assert leans_on_context(password + "hushroom", about)
        assert not leans_on_context(password + "#" * 8, about)


async def test_registering_resetting_and_changing_refuse_a_common_password() -> None:
    platform = in_memory_platform()
    identity = platform.app.identity
    born = date(1990, 1, 1)
    with pytest.raises(ValidationFailed, match="password: must not be one of the most common passwords"):
        await identity.register(RegisterUser.Command(email="a@example.com", password="Password123", date_of_birth=born))
    made = await identity.register(RegisterUser.Command(email="a@example.com", password=GOOD, date_of_birth=born))
    with pytest.raises(ValidationFailed, match="newPassword: must not be one of the most common passwords"):
        await identity.change_password(ChangePassword.Command(made.user.id, GOOD, "Qwerty123"))
    await identity.request_password_reset(RequestPasswordReset.Command("a@example.com"))
    await platform.settle()
    token = platform.mailer.to("a@example.com")[-1].words.text.rpartition(": ")[2].strip()
    with pytest.raises(ValidationFailed, match="password: must not be made of your name"):
        await identity.reset_password(ResetPassword.Command(token, "Example12"))
    await identity.log_in(LogIn.Command(email="a@example.com", password=GOOD))
    await identity.reset_password(ResetPassword.Command(token, "A0ther-Password"))
    with pytest.raises(WrongPassword):
        await identity.change_password(ChangePassword.Command(made.user.id, GOOD, GOOD))


async def test_a_password_of_an_earlier_version_still_signs_in_however_long_or_common_it_is() -> None:
    platform = in_memory_platform()
    identity = platform.app.identity
    made = await identity.register(
        RegisterUser.Command(email="a@example.com", password=GOOD, date_of_birth=date(1990, 1, 1))
    )
    for password in ("Password123", "Aa1" + "x" * 1_021, "weak"):
        hashed = await platform.ports.identity.passwords.hash(password)
        async with platform.ports.begin() as work:
            await replace_password(work, await work.users.lock(made.user.id), hashed, platform.clock.now())
        signed_in = admitted(await identity.log_in(LogIn.Command(email="a@example.com", password=password)))
        assert signed_in.user.id == made.user.id
