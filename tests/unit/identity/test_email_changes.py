"""Changes of address: proved at the new mailbox, told at the old one, and undone from there."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.administration.use_cases.update_user import UpdateUser
from hushroom_domain.identity.errors import (
    EmailChangeQuotaReached,
    EmailTaken,
    MailboxQuotaReached,
    SameAddress,
    SignInEnded,
    StepUpRequired,
    UselessToken,
    WrongCredentials,
    WrongPassword,
)
from hushroom_domain.identity.model import EmailChange, TokenPurpose, User
from hushroom_domain.identity.policy import (
    EMAIL_CHANGE_CONFIRMED_WITHIN,
    EMAIL_CHANGE_UNDONE_WITHIN,
    EMAIL_CHANGES_KEPT,
)
from hushroom_domain.identity.rules.email_addresses import EmailAddress
from hushroom_domain.identity.services.token_issuer import SignedIn
from hushroom_domain.identity.state_machine import (
    EMAIL_CHANGE_TRANSITIONS,
    EmailChangeAction,
    EmailChangeActor,
    EmailChangeStatus,
)
from hushroom_domain.identity.use_cases.ask_email_change import AskEmailChange
from hushroom_domain.identity.use_cases.change_password import ChangePassword
from hushroom_domain.identity.use_cases.confirm_email_change import ConfirmEmailChange
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.register_user import RegisterUser
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.reset_password import ResetPassword
from hushroom_domain.identity.use_cases.undo_email_change import UndoEmailChange
from hushroom_domain.identity.use_cases.verify_email import VerifyEmail
from hushroom_domain.notifications.catalogue import CATALOGUE, EmailKind
from hushroom_domain.shared.audit import AuditAction
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.ids import FamilyId, UserId
from hushroom_domain.shared.quotas import Quotas
from hushroom_domain.shared.state_machine import IllegalTransition
from tests.support.admitted import admitted
from tests.support.builders import NOW, PASSWORD, a_user, an_id
from tests.support.existing import existing
from tests.support.second_factors import AuthenticatorApp
from tests.support.worlds import ADULT, World, a_world

OLD, NEW, THIRD = "old@hushroom.test", "new@hushroom.test", "third@hushroom.test"
FRESH = "Fresh456!"
PICTURE = b"picture of a face"
S, A, R = EmailChangeStatus, EmailChangeAction, EmailChangeActor
SECONDS = st.integers(0, 2 * int(EMAIL_CHANGE_UNDONE_WITHIN.total_seconds()))


# ---- laws


def a_change(**about: Any) -> EmailChange:
    given = {"change_id": an_id(), "user": a_user(), "to": EmailAddress(NEW, NEW, NEW), "sign_in_id": None, "now": NOW}
    return EmailChange.asked(**{**given, **about})


def test_the_transitions_are_these() -> None:
    table = {(action, source): row.target for (action, source), row in EMAIL_CHANGE_TRANSITIONS.transitions.items()}
    assert table == {
        (A.CONFIRM, S.ASKED): S.CONFIRMED,
        (A.UNDO, S.CONFIRMED): S.UNDONE,
        (A.REPLACE, S.ASKED): S.REPLACED,
        (A.EXPIRE, S.ASKED): S.EXPIRED,
        (A.CANCEL, S.ASKED): S.CANCELLED,
    }


def test_only_the_readers_of_the_mailboxes_confirm_and_undo() -> None:
    actors = {row.target: row.actors for row in EMAIL_CHANGE_TRANSITIONS.transitions.values()}
    assert (actors[S.CONFIRMED], actors[S.UNDONE]) == (frozenset({R.NEW_MAILBOX}), frozenset({R.OLD_MAILBOX}))


@given(SECONDS)
def test_a_change_is_confirmed_within_a_day(seconds: int) -> None:
    later = NOW + timedelta(seconds=seconds)
    assert a_change().may_be_confirmed(later) == (later < NOW + EMAIL_CHANGE_CONFIRMED_WITHIN)


@given(SECONDS, st.booleans())
def test_a_change_is_undone_within_a_week_if_the_old_address_was_proved(seconds: int, is_proved: bool) -> None:
    later = NOW + timedelta(seconds=seconds)
    confirmed = a_change().confirmed(is_old_proved=is_proved, now=NOW)
    assert confirmed.may_be_undone(later) == (is_proved and later < NOW + EMAIL_CHANGE_UNDONE_WITHIN)
    assert not confirmed.may_be_confirmed(later)


ENDS = st.sampled_from(["confirmed", "undone", "replaced", "expired", "cancelled"])


def moved(change: EmailChange, end: str, now: datetime) -> EmailChange:
    if end == "confirmed":
        return change.confirmed(is_old_proved=True, now=now)
    after: EmailChange = getattr(change, end)(now)
    return after


@given(st.lists(st.tuples(ENDS, SECONDS), max_size=6))
def test_a_change_ends_once_and_stays_as_it_ended(steps: list[tuple[str, int]]) -> None:
    change, now, seen = a_change(), NOW, [S.ASKED]
    for end, seconds in steps:
        now += timedelta(seconds=seconds)
        try:
            change = moved(change, end, now)
        except IllegalTransition:
            continue
        seen.append(change.status)
    assert len(seen) == len(set(seen))
    assert set(seen[1:]) <= {S.CONFIRMED, S.UNDONE} or len(seen) == 2
    assert change.is_open == (len(seen) == 1)
    assert (change.ended_at is None) == (change.status in {S.ASKED, S.CONFIRMED})
    assert (change.undo_until is not None) == (change.status is S.CONFIRMED)


@given(SECONDS)
def test_a_change_that_was_over_before_the_next_one_is_expired(seconds: int) -> None:
    later = NOW + timedelta(seconds=seconds)
    over = later >= NOW + EMAIL_CHANGE_CONFIRMED_WITHIN
    assert a_change().replaced(later).status is (S.EXPIRED if over else S.REPLACED)


# ---- stories


async def register(world: World, email: str = OLD) -> SignedIn:
    command = RegisterUser.Command(email=email, password=PASSWORD, date_of_birth=ADULT, first_name="Anna")
    return await world.app.identity.register(command)


async def proved(world: World, email: str = OLD) -> SignedIn:
    """Registers a person and proves the address."""
    signed_in = await register(world, email)
    await world.app.identity.verify_email(VerifyEmail.Command(await link(world, email, EmailKind.VERIFY_EMAIL)))
    return signed_in


async def log_in(world: World, email: str, password: str = PASSWORD) -> SignedIn:
    return admitted(await world.app.identity.log_in(LogIn.Command(email=email, password=password)))


def sign_in_of(world: World, signed_in: SignedIn) -> FamilyId | None:
    return world.app.identity.authenticate.claimant(signed_in.access_token).sign_in_id


async def ask(world: World, signed_in: SignedIn, email: str = NEW, password: str = PASSWORD) -> None:
    await world.app.identity.ask_email_change(
        AskEmailChange.Command(
            user_id=signed_in.user.id, sign_in_id=sign_in_of(world, signed_in), email=email, password=password
        )
    )


async def texts_to(world: World, email: str, kind: EmailKind) -> list[str]:
    """Returns the texts of the letters of a kind to an address, oldest first."""
    await world.settle()
    subject = CATALOGUE[kind].subject
    return [one.words.text for one in world.platform.mailer.to(email) if one.words.subject == subject]


async def link(world: World, email: str, kind: EmailKind) -> str:
    """Returns the token of the newest letter of a kind to an address."""
    return (await texts_to(world, email, kind))[-1].rpartition(": ")[2].strip()


async def confirm(world: World, token: str) -> None:
    await world.app.identity.confirm_email_change(ConfirmEmailChange.Command(token))


async def undo(world: World, token: str) -> None:
    await world.app.identity.undo_email_change(UndoEmailChange.Command(token))


async def confirm_mailed(world: World, email: str = NEW) -> None:
    await confirm(world, await link(world, email, EmailKind.CONFIRM_EMAIL_CHANGE))


async def undo_mailed(world: World, email: str = OLD) -> None:
    await undo(world, await link(world, email, EmailKind.UNDO_EMAIL_CHANGE))


async def moved_person(world: World) -> SignedIn:
    """Registers a person with a proved address and moves the account to another one."""
    signed_in = await proved(world)
    world.after(minutes=1)
    await ask(world, signed_in)
    await confirm_mailed(world)
    world.after(seconds=1)
    return signed_in


def changes(world: World) -> list[EmailChange]:
    return sorted(world.platform.store.tables.email_changes.values(), key=lambda one: one.asked_at)


def statuses(world: World) -> list[EmailChangeStatus]:
    return [one.status for one in changes(world)]


async def email_of(world: World, user_id: UserId) -> str:
    return (await world.user(user_id)).email


async def test_an_address_changes_when_the_new_one_is_proved_and_not_before(world: World) -> None:
    signed_in = await proved(world)
    await ask(world, signed_in)
    assert len(await texts_to(world, OLD, EmailKind.EMAIL_CHANGE_ASKED)) == 1
    assert await email_of(world, signed_in.user.id) == OLD
    await log_in(world, OLD)
    await confirm_mailed(world)
    user = await world.user(signed_in.user.id)
    assert (user.email, user.is_email_verified, user.address_proved_at) == (NEW, True, world.clock.now())
    assert len(await texts_to(world, OLD, EmailKind.UNDO_EMAIL_CHANGE)) == 1
    await log_in(world, NEW)
    with pytest.raises(WrongCredentials):
        await log_in(world, OLD)
    assert statuses(world) == [S.CONFIRMED]


async def test_a_letter_to_an_unproved_address_says_nothing_of_the_person(world: World) -> None:
    signed_in = await proved(world)
    await ask(world, signed_in)
    await world.settle()
    [message] = world.platform.mailer.to(NEW)
    assert "Anna" not in message.words.text
    assert OLD not in message.words.text
    [told] = await texts_to(world, OLD, EmailKind.EMAIL_CHANGE_ASKED)
    assert NEW not in told


async def test_the_confirmation_ends_the_other_devices_and_the_earlier_links(world: World) -> None:
    signed_in, other = await proved(world), await log_in(world, OLD)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(OLD))
    reset = await link(world, OLD, EmailKind.RESET_PASSWORD)
    world.after(seconds=1)
    await ask(world, signed_in)
    await confirm_mailed(world)
    await world.app.identity.authenticate(signed_in.access_token)
    with pytest.raises(SignInEnded):
        await world.app.identity.authenticate(other.access_token)
    with pytest.raises(UselessToken):
        await world.app.identity.reset_password(ResetPassword.Command(reset, FRESH))


async def test_a_reset_link_that_was_asked_for_before_is_not_mailed_after(world: World) -> None:
    signed_in = await proved(world)
    await ask(world, signed_in)
    token = await link(world, NEW, EmailKind.CONFIRM_EMAIL_CHANGE)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(OLD))
    await confirm(world, token)
    assert await texts_to(world, OLD, EmailKind.RESET_PASSWORD) == []
    assert await texts_to(world, NEW, EmailKind.RESET_PASSWORD) == []


async def test_a_taken_address_gets_the_same_answer_and_its_owner_a_letter(world: World) -> None:
    signed_in = await proved(world)
    await register(world, NEW)
    await ask(world, signed_in)
    assert len(await texts_to(world, NEW, EmailKind.EMAIL_CHANGE_TAKEN)) == 1
    assert await texts_to(world, NEW, EmailKind.CONFIRM_EMAIL_CHANGE) == []
    assert len(await texts_to(world, OLD, EmailKind.EMAIL_CHANGE_ASKED)) == 1
    assert statuses(world) == [S.ASKED]


async def test_an_address_that_was_taken_meanwhile_is_not_given_twice(world: World) -> None:
    signed_in = await proved(world)
    await ask(world, signed_in)
    token = await link(world, NEW, EmailKind.CONFIRM_EMAIL_CHANGE)
    await register(world, NEW)
    with pytest.raises(EmailTaken):
        await confirm(world, token)
    assert (await email_of(world, signed_in.user.id), statuses(world)) == (OLD, [S.ASKED])


async def test_of_two_accounts_that_ask_for_one_address_one_gets_it(world: World) -> None:
    first, second = await proved(world), await proved(world, THIRD)
    tokens = []
    for signed_in in (first, second):
        await ask(world, signed_in)
        tokens.append(await link(world, NEW, EmailKind.CONFIRM_EMAIL_CHANGE))
    await confirm(world, tokens[0])
    with pytest.raises(EmailTaken):
        await confirm(world, tokens[1])


async def test_a_link_works_once_however_many_use_it_at_once(world: World) -> None:
    signed_in = await proved(world)
    await ask(world, signed_in)
    token = await link(world, NEW, EmailKind.CONFIRM_EMAIL_CHANGE)
    answers = await asyncio.gather(*(confirm(world, token) for _ in range(20)), return_exceptions=True)
    assert sum(isinstance(answer, UselessToken) for answer in answers) == 19


async def test_a_change_needs_the_password_and_guesses_count(world: World) -> None:
    signed_in = await proved(world)
    for _ in range(10):
        with pytest.raises(WrongPassword):
            await ask(world, signed_in, password="Wrong123!")
    with pytest.raises(WrongPassword) as refused:
        await ask(world, signed_in)
    assert refused.value.retry_after_seconds is not None
    assert changes(world) == []


async def test_a_user_with_a_second_factor_shows_it_first(world: World) -> None:
    user = await world.seeker()
    app = AuthenticatorApp(world.app, world.clock, user.id, user.email)
    await app.enrol()
    command = AskEmailChange.Command(user_id=user.id, sign_in_id=app.sign_in_id, email=NEW, password=PASSWORD)
    await world.app.identity.ask_email_change(command)
    world.after(minutes=11)
    with pytest.raises(StepUpRequired):
        await world.app.identity.ask_email_change(command)
    await app.step_up(app.code())
    await world.app.identity.ask_email_change(command)


@pytest.mark.parametrize("email", ["", "no address", "a@b", "anna@-x.test", "\0@hushroom.test", "x" * 300])
async def test_what_is_not_an_address_is_refused(world: World, email: str) -> None:
    signed_in = await proved(world)
    with pytest.raises(ValidationFailed):
        await ask(world, signed_in, email)


@pytest.mark.parametrize("email", [OLD, "OLD@Hushroom.TEST"])
async def test_another_spelling_of_the_own_address_is_no_change(world: World, email: str) -> None:
    signed_in = await proved(world)
    with pytest.raises(SameAddress):
        await ask(world, signed_in, email)


async def test_another_change_replaces_the_first_and_its_link(world: World) -> None:
    signed_in = await proved(world)
    await ask(world, signed_in)
    first = await link(world, NEW, EmailKind.CONFIRM_EMAIL_CHANGE)
    world.after(minutes=1)
    await ask(world, signed_in, THIRD)
    with pytest.raises(UselessToken):
        await confirm(world, first)
    await confirm_mailed(world, THIRD)
    assert statuses(world) == [S.REPLACED, S.CONFIRMED]


async def test_a_letter_about_a_change_that_is_over_is_not_sent(world: World) -> None:
    signed_in = await proved(world)
    await ask(world, signed_in)
    await ask(world, signed_in, THIRD)
    assert await texts_to(world, NEW, EmailKind.CONFIRM_EMAIL_CHANGE) == []
    assert len(await texts_to(world, THIRD, EmailKind.CONFIRM_EMAIL_CHANGE)) == 1


async def test_a_link_lives_for_a_day_and_the_change_then_expires(world: World) -> None:
    signed_in = await proved(world)
    await ask(world, signed_in)
    token = await link(world, NEW, EmailKind.CONFIRM_EMAIL_CHANGE)
    world.after(hours=24)
    with pytest.raises(UselessToken):
        await confirm(world, token)
    await world.app.identity.delete_expired_tokens()
    assert statuses(world) == [S.EXPIRED]
    world.after(days=EMAIL_CHANGES_KEPT.days)
    await world.app.identity.delete_expired_tokens()
    assert changes(world) == []


async def change_password(world: World, signed_in: SignedIn) -> None:
    await world.app.identity.change_password(ChangePassword.Command(signed_in.user.id, PASSWORD, FRESH))


async def delete(world: World, signed_in: SignedIn) -> None:
    await world.app.identity.delete(signed_in.user.id)


async def suspend(world: World, signed_in: SignedIn) -> None:
    command = UpdateUser.Command(user_id=signed_in.user.id, admin_id=an_id(), is_active=False)
    await world.app.administration.update_user(command)


@pytest.mark.parametrize("end", [change_password, delete, suspend])
async def test_an_open_change_ends_with_the_right_to_ask_for_it(world: World, end: Any) -> None:
    signed_in = await proved(world)
    await ask(world, signed_in)
    token = await link(world, NEW, EmailKind.CONFIRM_EMAIL_CHANGE)
    await end(world, signed_in)
    with pytest.raises(UselessToken):
        await confirm(world, token)
    assert statuses(world) == [S.CANCELLED]


async def test_the_old_mailbox_takes_the_account_back(world: World) -> None:
    signed_in = await moved_person(world)
    thief = await log_in(world, NEW)
    await undo_mailed(world)
    assert await email_of(world, signed_in.user.id) == OLD
    for one in (signed_in, thief):
        with pytest.raises(SignInEnded):
            await world.app.identity.authenticate(one.access_token)
    for email in (OLD, NEW):
        with pytest.raises(WrongCredentials):
            await log_in(world, email)
    token = await link(world, OLD, EmailKind.EMAIL_CHANGE_UNDONE)
    await world.app.identity.reset_password(ResetPassword.Command(token, FRESH))
    assert (await log_in(world, OLD, FRESH)).user.id == signed_in.user.id
    assert statuses(world) == [S.UNDONE]


async def test_undoing_ends_the_links_of_the_new_mailbox(world: World) -> None:
    await moved_person(world)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(NEW))
    reset = await link(world, NEW, EmailKind.RESET_PASSWORD)
    await undo_mailed(world)
    with pytest.raises(UselessToken):
        await world.app.identity.reset_password(ResetPassword.Command(reset, FRESH))


async def test_a_second_factor_of_the_thief_does_not_keep_the_owner_out(world: World) -> None:
    signed_in = await moved_person(world)
    thief = AuthenticatorApp(world.app, world.clock, signed_in.user.id, NEW)
    await thief.enrol()
    await undo_mailed(world)
    await world.app.identity.reset_password(
        ResetPassword.Command(await link(world, OLD, EmailKind.EMAIL_CHANGE_UNDONE), FRESH)
    )
    await log_in(world, OLD, FRESH)


async def test_a_second_factor_of_before_still_counts(world: World) -> None:
    signed_in = await proved(world)
    app = AuthenticatorApp(world.app, world.clock, signed_in.user.id, OLD)
    await app.enrol(sign_in_of(world, signed_in))
    world.after(minutes=1)
    await ask(world, signed_in)
    await confirm_mailed(world)
    await undo_mailed(world)
    await world.app.identity.reset_password(
        ResetPassword.Command(await link(world, OLD, EmailKind.EMAIL_CHANGE_UNDONE), PASSWORD)
    )
    await app.challenge()


async def test_a_change_of_the_password_by_the_thief_leaves_the_way_back(world: World) -> None:
    signed_in = await moved_person(world)
    await change_password(world, signed_in)
    await undo_mailed(world)
    assert await email_of(world, signed_in.user.id) == OLD


async def test_an_account_that_the_thief_deleted_comes_back(world: World) -> None:
    signed_in = await moved_person(world)
    pictured = await world.app.identity.replace_avatar(signed_in.user.id, PICTURE)
    await delete(world, signed_in)
    await undo_mailed(world)
    await world.settle()
    user = await world.user(signed_in.user.id)
    assert (user.email, user.is_enabled) == (OLD, True)
    assert (user.avatar_url, set(world.platform.avatars.kept)) == (pictured.avatar_url, {user.avatar_name})
    acts = [one.action for one in world.platform.store.tables.audit_logs.values()]
    assert AuditAction.USER_REACTIVATE in acts


async def test_a_suspended_account_stays_as_it_is(world: World) -> None:
    signed_in = await moved_person(world)
    token = await link(world, OLD, EmailKind.UNDO_EMAIL_CHANGE)
    await suspend(world, signed_in)
    with pytest.raises(UselessToken):
        await undo(world, token)
    assert await email_of(world, signed_in.user.id) == NEW


async def test_an_account_that_was_closed_after_its_deletion_stays_closed(world: World) -> None:
    signed_in = await moved_person(world)
    token = await link(world, OLD, EmailKind.UNDO_EMAIL_CHANGE)
    await delete(world, signed_in)
    await suspend(world, signed_in)
    with pytest.raises(UselessToken):
        await undo(world, token)
    assert not (await world.user(signed_in.user.id)).is_enabled


async def test_the_way_back_is_open_for_seven_days(world: World) -> None:
    await moved_person(world)
    token = await link(world, OLD, EmailKind.UNDO_EMAIL_CHANGE)
    world.after(days=7)
    with pytest.raises(UselessToken):
        await undo(world, token)


async def test_the_first_mailbox_undoes_all_that_followed_and_not_what_was_before(world: World) -> None:
    signed_in = await moved_person(world)
    world.after(minutes=1)
    await ask(world, signed_in, THIRD)
    await confirm_mailed(world, THIRD)
    await world.settle()
    await undo_mailed(world, OLD)
    assert (await email_of(world, signed_in.user.id), statuses(world)) == (OLD, [S.UNDONE, S.UNDONE])
    with pytest.raises(UselessToken):
        await undo_mailed(world, NEW)


async def test_the_second_mailbox_does_not_end_the_way_back_to_the_first(world: World) -> None:
    signed_in = await moved_person(world)
    world.after(minutes=1)
    await ask(world, signed_in, THIRD)
    await confirm_mailed(world, THIRD)
    await undo_mailed(world, NEW)
    assert (await email_of(world, signed_in.user.id), statuses(world)) == (NEW, [S.CONFIRMED, S.UNDONE])
    await undo_mailed(world, OLD)
    assert await email_of(world, signed_in.user.id) == OLD


async def test_an_address_that_can_be_taken_back_is_not_given_to_others(world: World) -> None:
    signed_in, other = await moved_person(world), await proved(world, THIRD)
    with pytest.raises(EmailTaken):
        await register(world, OLD)
    await ask(world, other, OLD)
    assert await texts_to(world, OLD, EmailKind.CONFIRM_EMAIL_CHANGE) == []
    assert len(await texts_to(world, NEW, EmailKind.EMAIL_CHANGE_TAKEN)) == 1
    world.after(days=7)
    await register(world, OLD)
    assert await email_of(world, signed_in.user.id) == NEW


async def test_a_person_may_go_back_to_the_old_address(world: World) -> None:
    signed_in = await moved_person(world)
    world.after(minutes=1)
    await ask(world, signed_in, OLD)
    await confirm_mailed(world, OLD)
    assert await email_of(world, signed_in.user.id) == OLD


async def test_an_address_that_nobody_proved_gets_no_way_back(world: World) -> None:
    signed_in = await register(world)
    await ask(world, signed_in)
    await confirm_mailed(world)
    assert await texts_to(world, OLD, EmailKind.UNDO_EMAIL_CHANGE) == []
    [told] = await texts_to(world, OLD, EmailKind.EMAIL_CHANGED)
    assert "Anna" not in told
    await register(world, OLD)


async def test_a_verification_link_of_the_old_mailbox_proves_nothing_of_the_new_one(world: World) -> None:
    signed_in = await register(world)
    verification = await link(world, OLD, EmailKind.VERIFY_EMAIL)
    await ask(world, signed_in)
    await confirm_mailed(world)
    with pytest.raises(UselessToken):
        await world.app.identity.verify_email(VerifyEmail.Command(verification))


async def test_a_person_asks_for_five_changes_a_day(world: World) -> None:
    signed_in = await proved(world)
    for number in range(5):
        await ask(world, signed_in, f"new{number}@hushroom.test")
    with pytest.raises(EmailChangeQuotaReached):
        await ask(world, signed_in)
    world.after(days=1)
    await ask(world, await log_in(world, OLD))


@pytest.mark.parametrize("is_taken", [False, True])
async def test_a_mailbox_is_asked_for_a_few_times_a_day_by_all_people_together(is_taken: bool) -> None:
    world = a_world(quotas=Quotas(email_changes_to_mailbox=2))
    people = [await proved(world, f"person{number}@hushroom.test") for number in range(3)]
    if is_taken:
        await register(world, NEW)
    for person in people[:2]:
        await ask(world, person)
    with pytest.raises(MailboxQuotaReached):
        await ask(world, people[2])
    world.after(days=1)
    await ask(world, await log_in(world, "person2@hushroom.test"))


async def test_each_step_is_in_the_audit_log_without_an_address(world: World) -> None:
    await moved_person(world)
    await undo_mailed(world)
    found = [one for one in world.platform.store.tables.audit_logs.values() if one.action.startswith("EMAIL")]
    steps = [AuditAction.EMAIL_CHANGE_ASK, AuditAction.EMAIL_CHANGE_CONFIRM, AuditAction.EMAIL_CHANGE_UNDO]
    assert [one.action for one in found] == steps
    assert not any(address in str(one.metadata) for one in found for address in (OLD, NEW))


async def test_an_erasure_takes_the_changes_along(world: World) -> None:
    signed_in = await moved_person(world)
    await delete(world, signed_in)
    world.after(days=30)
    await world.settle()
    assert (await world.user(signed_in.user.id)).is_erased
    assert changes(world) == []
    tokens = world.platform.store.tables.one_time_tokens.values()
    assert not any(one.purpose is TokenPurpose.UNDO_EMAIL_CHANGE for one in tokens)


async def test_an_address_moves_with_its_key(world: World) -> None:
    signed_in = await proved(world)
    await ask(world, signed_in, "New@Hushroom.TEST")
    await confirm_mailed(world, "New@Hushroom.TEST")
    user: User = existing(await world.user(signed_in.user.id))
    assert (user.email, user.address_key) == ("New@Hushroom.TEST", NEW)
    with pytest.raises(EmailTaken):
        await register(world, NEW)
