"""Browser sign-ins: each way of ending a user's rights ends them too, and a new secret makes the old one worthless."""

from collections.abc import Awaitable, Callable

import pytest

from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.identity.errors import InactiveAccount, SignInEnded, WrongCredentials
from hushroom_domain.identity.model import User, UserRole
from hushroom_domain.identity.services.browser_signer import SignedInBrowser
from hushroom_domain.identity.services.password_change import PasswordEntries
from hushroom_domain.identity.use_cases.make_admin import MakeAdmin
from hushroom_domain.identity.use_cases.renew_browser_sign_in import RenewBrowserSignIn
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.identity.use_cases.sign_in_browser import SignInBrowser
from hushroom_domain.identity.use_cases.sign_out_browser import SignOutBrowser
from hushroom_domain.shared.errors import ValidationFailed
from tests.support.admitted import admitted
from tests.support.builders import PASSWORD
from tests.support.worlds import World

Ending = Callable[[World, User], Awaitable[object]]


async def browser_of(world: World, user: User) -> SignedInBrowser:
    return admitted(
        await world.app.identity.sign_in_browser(SignInBrowser.Command(email=user.email, password=PASSWORD))
    )


async def test_a_browser_signs_in_with_the_password_and_knows_its_reader(world: World) -> None:
    user = await world.seeker()
    browser = await browser_of(world, user)
    reader = await world.app.identity.authenticate_browser(browser.secret)
    assert (reader.user_id, reader.role, reader.viewer.user_id) == (user.id, user.role, user.id)
    assert browser.secret not in repr(browser)
    with pytest.raises(WrongCredentials):
        await world.app.identity.sign_in_browser(SignInBrowser.Command(email=user.email, password="Wrong12345"))


@pytest.mark.parametrize("secret", ["", "unknown", "x" * 5_000])
async def test_an_unknown_secret_belongs_to_nobody(world: World, secret: str) -> None:
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate_browser(secret)


async def reset_by_mail(world: World, user: User) -> None:
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(user.email))
    await world.settle()
    emails = [one.words.text for one in world.platform.mailer.to(user.email) if "password" in one.words.subject]
    token = emails[-1].rpartition(": ")[2].strip()
    await world.app.identity.reset_password(ResetPassword.Command(token, "Different456!"))


ENDINGS: dict[str, Ending] = {
    "a change of the password": lambda world, user: world.app.identity.change_password(
        PasswordEntries(user.id, PASSWORD, "Different456!")
    ),
    "the deletion of the account": lambda world, user: world.app.identity.delete(user.id),
    "a mailed link for a new password": reset_by_mail,
    "the deactivation by an administrator": lambda world, user: world.app.administration.update_user(
        UpdateUser.Command(admin_id=world.admin_id, user_id=user.id, is_active=False)
    ),
    "a promotion by an administrator": lambda world, user: world.app.administration.update_user(
        UpdateUser.Command(admin_id=world.admin_id, user_id=user.id, role=UserRole.ADMIN)
    ),
    "a promotion by the operator": lambda world, user: world.app.identity.make_admin(MakeAdmin.Command(user.email)),
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_what_ends_the_rights_of_a_user_ends_the_browsers(world: World, ending: str) -> None:
    user = await world.seeker()
    browser = await browser_of(world, user)
    token = await _access_token(world, browser)
    await ENDINGS[ending](world, user)
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate_browser(browser.secret)
    with pytest.raises((SignInEnded, InactiveAccount)):
        await world.app.identity.authenticate(token)


async def test_a_role_without_more_rights_ends_no_browser(world: World) -> None:
    user = await world.seeker()
    browser = await browser_of(world, user)
    for role in (UserRole.COMPANION, UserRole.USER):
        command = UpdateUser.Command(admin_id=world.admin_id, user_id=user.id, role=role)
        await world.app.administration.update_user(command)
        assert (await world.app.identity.authenticate_browser(browser.secret)).role is role


async def test_signing_out_ends_one_browser_and_its_access_tokens(world: World) -> None:
    user = await world.seeker()
    one, other = await browser_of(world, user), await browser_of(world, user)
    token = await _access_token(world, one)
    await world.app.identity.sign_out_browser(SignOutBrowser.Command(one.secret))
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate_browser(one.secret)
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate(token)
    assert (await world.app.identity.authenticate_browser(other.secret)).user_id == user.id
    await world.app.identity.sign_out_browser(SignOutBrowser.Command("unknown"))
    with pytest.raises(ValidationFailed):
        SignOutBrowser.Command("")


async def test_a_renewed_browser_has_one_secret(world: World) -> None:
    user = await world.seeker()
    browser = await browser_of(world, user)
    secret = await world.app.identity.renew_browser_sign_in(RenewBrowserSignIn.Command(browser.secret))
    assert (await world.app.identity.authenticate_browser(secret)).user_id == user.id
    for use in (world.app.identity.authenticate_browser, _renew(world)):
        with pytest.raises(SignInEnded):
            await use(browser.secret)


async def test_a_browser_that_changes_the_password_stays_and_the_others_do_not(world: World) -> None:
    user = await world.seeker()
    one, other = await browser_of(world, user), await browser_of(world, user)
    entries = PasswordEntries(user.id, PASSWORD, "Different456!")
    stays = await world.app.identity.change_password_in_browser(entries)
    assert (await world.app.identity.authenticate_browser(stays.secret)).user_id == user.id
    for ended in (one, other):
        with pytest.raises(SignInEnded):
            await world.app.identity.authenticate_browser(ended.secret)


def _renew(world: World) -> Callable[[str], Awaitable[str]]:
    async def renew(secret: str) -> str:
        return await world.app.identity.renew_browser_sign_in(RenewBrowserSignIn.Command(secret))

    return renew


async def _access_token(world: World, browser: SignedInBrowser) -> str:
    reader = await world.app.identity.authenticate_browser(browser.secret)
    token = await world.app.identity.issue_access_token(reader.user_id, reader.sign_in_id)
    assert (await world.app.identity.authenticate(token)).user_id == reader.user_id
    return token
