"""Emails: each is sent once, with the facts at the time of sending, and waits while the mail server is down."""

from collections import Counter
from typing import Any

from attrs import evolve

from hushroom_domain.companions.model import Companion
from hushroom_domain.identity.model import EmailChange, User
from hushroom_domain.identity.use_cases.request_password_reset import RequestPasswordReset
from hushroom_domain.identity.use_cases.update_profile import UpdateProfile
from hushroom_domain.notifications.catalogue import CATALOGUE, EmailKind
from hushroom_domain.notifications.use_cases.send_email import SendEmail
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.shared.ids import UserId
from tests.support.builders import an_email_change, an_id
from tests.support.existing import existing
from tests.support.worlds import ADULT, World

WELCOME = ["Welcome to Hushroom", "Confirm your address"]


def subjects(world: World, address: str) -> list[Any]:
    return [message.words.subject for message in world.platform.mailer.to(address)]


async def address_of(world: World, user_id: UserId | None) -> str:
    return (await world.user(existing(user_id))).email


async def test_everybody_gets_the_letters_of_a_session_once_however_often_they_are_asked_for(world: World) -> None:
    session = await world.ended(await world.companion())
    await world.settle()
    for row in tuple(world.platform.store.tables.outbox.values()):
        assert await world.platform.outbox.run(world.app, row)
    seeker = await address_of(world, session.seeker_id)
    companion = await address_of(world, session.companion_user_id)
    both = {
        "Welcome to Hushroom": 1,
        "Confirm your address": 1,
        "Your session is booked": 1,
        "Your session is complete": 1,
    }
    assert Counter(subjects(world, seeker)) == both
    assert Counter(subjects(world, companion)) == both | {"You are a companion now": 1}


async def test_a_session_cancelled_before_the_letter_went_out_confirms_nothing(world: World) -> None:
    session = await world.matched(await world.companion())
    await world.move(session, session.seeker_id, SessionAction.CANCEL)
    await world.settle()
    assert subjects(world, await address_of(world, session.seeker_id)) == WELCOME


async def test_while_the_mail_server_is_down_letters_wait(world: World) -> None:
    world.platform.mailer.is_down = True
    user = await world.seeker()
    await world.settle()
    assert [row.error for row in world.platform.outbox.failed] == [
        "mail.unavailable: The mail server does not take mail right now"
    ] * 2
    world.platform.mailer.is_down = False
    await world.settle()
    await world.settle()
    assert subjects(world, user.email) == WELCOME
    assert world.platform.outbox.pending == ()


async def test_an_address_that_is_refused_for_good_is_not_tried_again(world: World) -> None:
    user = await world.seeker()
    world.platform.mailer.refused.add(user.email)
    await world.settle()
    assert world.platform.outbox.pending == ()
    world.platform.mailer.refused.clear()
    for row in tuple(world.platform.store.tables.outbox.values()):
        await world.platform.outbox.run(world.app, row)
    assert subjects(world, user.email) == []


async def test_one_who_left_gets_no_more_letters(world: World) -> None:
    user = await world.seeker()
    await world.app.identity.delete(user.id)
    await world.settle()
    assert subjects(world, user.email) == []


async def test_the_time_in_a_letter_is_the_readers_own(world: World) -> None:
    companion, seeker = await world.companion(), await world.seeker(first_name="Ada", date_of_birth=ADULT)
    await world.app.identity.update_profile(UpdateProfile.Command(user_id=seeker.id, timezone="Asia/Tokyo"))
    await world.matched(companion, seeker, scheduled_at=world.clock.now())
    await world.settle()
    booked = world.platform.mailer.to(seeker.email)[-1]
    assert "2026-03-02 18:00:00+09:00" in booked.words.text
    assert booked.message_id.endswith("@hushroom.local>")


async def everything_happens_to(world: World, seeker: User, companion: Companion) -> None:
    """Runs a session from booking to end, a cancelled session, a password reset and a suspension."""
    session = await world.ended(companion, seeker=seeker)
    await world.app.identity.request_password_reset(RequestPasswordReset.Command(seeker.email))
    for user_id in (session.seeker_id, session.companion_user_id):
        change = await moved_twice(world, existing(user_id))
        for kind in EmailKind:
            of = session.id if kind in {EmailKind.BOOKING_CONFIRMATION, EmailKind.SESSION_COMPLETED} else None
            command = SendEmail.Command(kind=kind, user_id=existing(user_id), session_id=of, request_id=an_id())
            if CATALOGUE[kind].address is not None:
                command = evolve(command, change_id=change[kind is EmailKind.UNDO_EMAIL_CHANGE].id)
            await world.app.notifications.send_email(command)
    await world.settle()


async def moved_twice(world: World, user_id: UserId) -> tuple[EmailChange, EmailChange]:
    """Stores two changes of the user's address, the first open and the second confirmed; the address stays."""
    user = await world.user(user_id)
    asked, done = an_email_change(user), an_email_change(user).confirmed(is_old_proved=True, now=world.clock.now())
    async with world.platform.store.begin() as work:
        await work.email_changes.add(asked)
        await work.email_changes.add(done)
    return asked, done


async def proven(world: World, user_id: UserId) -> None:
    async with world.platform.store.begin() as work:
        user = await work.users.lock(user_id)
        await work.users.save(evolve(user, is_email_verified=True))


async def test_letters_to_an_address_that_is_not_proved_carry_no_words_of_people(world: World) -> None:
    seeker = await world.seeker(first_name="Visit evil.example", last_name="evil.example")
    companion = await world.companion(bio="evil.example")
    for user_id in (seeker.id, companion.user_id):
        command = UpdateProfile.Command(user_id=user_id, display_name="http://evil.example")
        await world.app.identity.update_profile(command)
    await everything_happens_to(world, seeker, companion)
    emails = world.platform.mailer.sent
    to_proved_alone = CATALOGUE[EmailKind.ACCOUNT_DELETED].subject
    subjects = {row.subject for row in CATALOGUE.values()} - {to_proved_alone}
    assert {message.words.subject for message in emails} == subjects
    assert not [message for message in emails if "evil" in f"{message.words} {message.headers} {message.message_id}"]


async def test_letters_to_an_address_that_is_proved_name_both(world: World) -> None:
    seeker, companion = await world.seeker(first_name="Ada"), await world.companion()
    await world.app.identity.update_profile(UpdateProfile.Command(user_id=companion.user_id, display_name="Nour"))
    await proven(world, seeker.id)
    await everything_happens_to(world, seeker, companion)
    to_seeker = "".join(message.words.text for message in world.platform.mailer.to(seeker.email))
    to_companion = world.platform.mailer.to(await address_of(world, companion.user_id))
    assert "Dear Ada" in to_seeker
    assert "with Nour" in to_seeker
    assert not [message for message in to_companion if "Ada" in message.words.text or "Nour" in message.words.text]
