"""One-time tokens from emails: each works once, for a limited time and for its purpose, and ends earlier rights."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from attrs import frozen

from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.companions.use_cases.register_companion import RegisterCompanion
from hushroom_domain.companions.use_cases.update_companion import UpdateCompanion
from hushroom_domain.identity.errors import (
    InactiveAccount,
    InvalidRefreshToken,
    SignInEnded,
    UselessToken,
    WrongCredentials,
    WrongPassword,
)
from hushroom_domain.identity.model import TokenPurpose, User
from hushroom_domain.identity.services.token_issuer import SignedIn
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.refresh_tokens import RefreshTokenPair
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.identity.use_cases.verify_age import VerifyAge
from hushroom_domain.identity.use_cases.verify_email import VerifyEmail
from hushroom_domain.moderation.use_cases.file_report import FileReport
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.errors import ValidationFailed
from tests.support.admitted import admitted
from tests.support.builders import PASSWORD
from tests.support.worlds import ADULT, HOURLY, World

EMAIL = "anna@hushroom.test"
NEW = "Fresh456!"
RESET, VERIFICATION = "Set a new password", "Confirm your address"


async def register(world: World) -> SignedIn:
    return await world.app.identity.register(RegisterUser.Command(email=EMAIL, password=PASSWORD, date_of_birth=ADULT))


async def log_in(world: World, password: str) -> SignedIn:
    return admitted(await world.app.identity.log_in(LogIn.Command(email=EMAIL, password=password)))


async def tokens_of(world: World, subject: str) -> list[Any]:
    """Returns the tokens of the emails with this subject, oldest first."""
    await world.settle()
    emails = [one.words for one in world.platform.mailer.to(EMAIL) if one.words.subject == subject]
    return [words.text.rpartition(": ")[2].strip() for words in emails]


async def forgotten(world: World) -> Any:
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL))
    return (await tokens_of(world, RESET))[-1]


async def reset(world: World, token: Any, password: str = NEW) -> None:
    await world.app.identity.reset_password(ResetPassword.Command(token, password))


async def verify(world: World, token: str) -> None:
    await world.app.identity.verify_email(VerifyEmail.Command(token))


async def refused_everywhere(world: World, signed_in: SignedIn) -> None:
    with pytest.raises(InvalidRefreshToken):
        await world.app.identity.refresh(RefreshTokenPair.Command(signed_in.refresh_token))
    with pytest.raises((SignInEnded, InactiveAccount)):
        await world.app.identity.authenticate(signed_in.access_token)


async def profile(world: World, signed_in: SignedIn) -> User:
    return await world.user(signed_in.user.id)


async def test_a_forgotten_password_is_replaced_and_whoever_was_signed_in_is_out(world: World) -> None:
    signed_in = await register(world)
    await reset(world, await forgotten(world))
    with pytest.raises(WrongCredentials):
        await log_in(world, PASSWORD)
    with pytest.raises(InvalidRefreshToken):
        await world.app.identity.refresh(RefreshTokenPair.Command(signed_in.refresh_token))
    assert (await log_in(world, NEW)).user.is_email_verified


async def test_a_reset_link_works_once_however_many_use_it_at_once(world: World) -> None:
    await register(world)
    token = await forgotten(world)
    answers = await asyncio.gather(*(reset(world, token, f"Fresh{n}456!") for n in range(20)), return_exceptions=True)
    assert sum(isinstance(answer, UselessToken) for answer in answers) == 19
    await log_in(world, f"Fresh{answers.index(None)}456!")


async def test_every_request_brings_a_letter_and_one_use_kills_all_the_links(world: World) -> None:
    await register(world)
    first = await forgotten(world)
    second = await forgotten(world)
    assert first != second
    await reset(world, first)
    with pytest.raises(UselessToken):
        await reset(world, second)


async def test_a_reset_link_lives_for_an_hour(world: World) -> None:
    await register(world)
    token = await forgotten(world)
    world.after(minutes=59, seconds=59)
    with pytest.raises(ValidationFailed) as refusal:
        await reset(world, token, "weak")
    assert refusal.value.problems
    world.after(seconds=1)
    with pytest.raises(UselessToken):
        await reset(world, token)
    await log_in(world, PASSWORD)


async def test_an_unknown_address_brings_nothing_and_leaves_no_work(world: World) -> None:
    await register(world)
    await world.settle()
    before = len(world.platform.mailer.sent)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command("nobody@hushroom.test"))
    assert world.platform.outbox.pending == ()
    await world.settle()
    assert len(world.platform.mailer.sent) == before


async def test_a_closed_account_cannot_be_reset(world: World) -> None:
    signed_in = await register(world)
    token = await forgotten(world)
    await world.app.identity.delete(signed_in.user.id)
    with pytest.raises(UselessToken):
        await reset(world, token)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL))
    assert len(await tokens_of(world, RESET)) == 1


async def test_an_address_is_verified_once_within_a_day(world: World) -> None:
    signed_in = await register(world)
    [token] = await tokens_of(world, VERIFICATION)
    assert not (await profile(world, signed_in)).is_email_verified
    world.after(hours=23)
    await verify(world, token)
    assert (await profile(world, signed_in)).is_email_verified
    with pytest.raises(UselessToken):
        await verify(world, token)


async def test_a_verification_link_is_dead_after_a_day(world: World) -> None:
    signed_in = await register(world)
    [token] = await tokens_of(world, VERIFICATION)
    world.after(hours=24)
    with pytest.raises(UselessToken):
        await verify(world, token)
    assert not (await profile(world, signed_in)).is_email_verified


async def test_a_token_is_good_for_nothing_but_its_purpose(world: World) -> None:
    await register(world)
    [verification], reset_token = await tokens_of(world, VERIFICATION), await forgotten(world)
    with pytest.raises(UselessToken):
        await reset(world, verification)
    for token in (reset_token, "made up", "\ud800"):
        with pytest.raises(UselessToken):
            await verify(world, token)


async def test_no_table_holds_a_token_as_it_was_sent(world: World) -> None:
    await register(world)
    token = await forgotten(world)
    tables = world.platform.store.tables
    kept = [*tables.one_time_tokens.values(), *tables.outbox.values(), *tables.sent_emails.values()]
    assert token not in repr([*kept, *tables.audit_logs.values()])


async def test_a_password_is_changed_by_those_who_know_it(world: World) -> None:
    signed_in = await register(world)
    change = world.app.identity.change_password
    with pytest.raises(WrongPassword):
        await change(ChangePassword.Command(signed_in.user.id, "Wrong123!", NEW))
    with pytest.raises(ValidationFailed) as refusal:
        await change(ChangePassword.Command(signed_in.user.id, PASSWORD, "weak"))
    assert {problem.field for problem in refusal.value.problems} == {"newPassword"}
    await change(ChangePassword.Command(signed_in.user.id, PASSWORD, NEW))
    await refused_everywhere(world, signed_in)
    await log_in(world, NEW)


@frozen
class Ending:
    """A change that ends every right that was granted before it."""

    make: Callable[..., Awaitable[object]]
    new_password: str | None = NEW


async def by_reset(world: World, _: SignedIn) -> None:
    await reset(world, await forgotten(world))


async def by_change(world: World, signed_in: SignedIn) -> None:
    await world.app.identity.change_password(ChangePassword.Command(signed_in.user.id, PASSWORD, NEW))


async def by_deletion(world: World, signed_in: SignedIn) -> None:
    await world.app.identity.delete(signed_in.user.id)


async def by_an_administrator(world: World, signed_in: SignedIn) -> None:
    command = UpdateUser.Command(admin_id=world.admin_id, user_id=signed_in.user.id, is_active=False)
    await world.app.administration.update_user(command)


async def by_three_reports(world: World, signed_in: SignedIn) -> None:
    user_id = signed_in.user.id
    applicant = await world.app.companions.register(RegisterCompanion.Command(user_id=user_id, base_rate=HOURLY))
    companion = await world.app.companions.approve(applicant.id, world.admin_id)
    await world.app.companions.update(UpdateCompanion.Command(user_id=user_id, max_concurrent=3))
    for _ in range(3):
        session = await world.running(companion)
        command = FileReport.Command(
            reporter_id=session.seeker_id,
            reported_user_id=user_id,
            reason="harassment",
            description="It went too far",
            session_id=session.id,
        )
        await world.app.moderation.report(command)


ENDINGS = {
    "reset": Ending(by_reset),
    "change": Ending(by_change),
    "deletion": Ending(by_deletion, new_password=None),
    "administrator": Ending(by_an_administrator, new_password=None),
    "reports": Ending(by_three_reports, new_password=None),
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
async def test_nothing_that_was_granted_before_lets_anybody_in_after(world: World, ending: Ending) -> None:
    """Each change that ends the rights of a user ends all of them: sign-ins, access tokens and links in emails."""
    first, second = await register(world), await log_in(world, PASSWORD)
    [verification], links = await tokens_of(world, VERIFICATION), [await forgotten(world) for _ in range(3)]
    await ending.make(world, first)
    for signed_in in (first, second):
        await refused_everywhere(world, signed_in)
    for link in links:
        with pytest.raises(UselessToken):
            await reset(world, link, "Stolen123!")
    await world.settle()
    assert world.platform.broadcasts.checked == [first.user.id]
    kept = world.platform.store.tables.one_time_tokens.values()
    live = [one for one in kept if one.user_id == first.user.id and one.used_at is None]
    if ending.new_password is None:
        assert live == []
        with pytest.raises(UselessToken):
            await verify(world, verification)
        with pytest.raises(WrongCredentials):
            await log_in(world, PASSWORD)
    else:
        # The proof of an address does not depend on the password.
        assert {one.purpose for one in live} == {TokenPurpose.VERIFY_EMAIL}
        again = await log_in(world, ending.new_password)
        await world.app.identity.authenticate(again.access_token)


async def test_asking_for_another_link_leaves_the_earlier_one_alive(world: World) -> None:
    await register(world)
    first = await forgotten(world)
    await forgotten(world)
    await reset(world, first)
    await log_in(world, NEW)


async def test_a_link_that_was_asked_for_before_the_password_was_changed_is_not_mailed(world: World) -> None:
    signed_in = await register(world)
    await world.settle()
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL))
    world.after(seconds=1)
    await by_change(world, signed_in)
    assert await tokens_of(world, RESET) == []
    world.after(seconds=1)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL))
    [link] = await tokens_of(world, RESET)
    await reset(world, link, PASSWORD)
    await log_in(world, PASSWORD)


async def test_a_letter_that_is_late_brings_a_closed_account_no_link(world: World) -> None:
    signed_in = await register(world)
    await world.settle()
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(EMAIL))
    await by_an_administrator(world, signed_in)
    assert await tokens_of(world, RESET) == []
    assert [one for one in world.platform.store.tables.one_time_tokens.values() if one.used_at is None] == []


async def test_an_age_is_stated_later_too(world: World) -> None:
    signed_in = await register(world)
    born = ADULT.replace(year=1980)
    assert (await world.app.identity.verify_age(VerifyAge.Command(signed_in.user.id, born))).date_of_birth == born


async def test_old_tokens_are_swept_a_week_after_they_expired(world: World) -> None:
    await register(world)
    await forgotten(world)
    world.after(days=8)
    assert await world.app.identity.delete_expired_tokens() == 1
    world.after(days=6, hours=1)
    assert await world.app.identity.delete_expired_tokens() == 2
    tables = world.platform.store.tables
    assert (len(tables.one_time_tokens), len(tables.refresh_tokens)) == (0, 0)


async def test_what_people_do_with_their_accounts_is_in_the_audit_log(world: World) -> None:
    signed_in = await register(world)
    await reset(world, await forgotten(world))
    await log_in(world, NEW)
    await world.app.identity.change_password(ChangePassword.Command(signed_in.user.id, NEW, PASSWORD))
    await world.app.identity.delete(signed_in.user.id)
    acts = [entry.action for entry in world.platform.store.tables.audit_logs.values()]
    assert acts == [
        AuditAction.USER_REGISTER,
        AuditAction.PASSWORD_RESET,
        AuditAction.USER_LOGIN,
        AuditAction.PASSWORD_CHANGE,
        AuditAction.USER_DELETE,
    ]
