"""Letters: each is sent once, says what is true when it is sent, and waits when the mail server does."""

from collections import Counter

from hushroom_domain.accounts.use_cases.update_profile import UpdateProfile
from hushroom_domain.sessions.machine import Action
from tests.support.worlds import ADULT

WELCOME = ["Welcome to Hushroom", "Confirm your address"]


def subjects(world, address):
    return [message.words.subject for message in world.platform.mailer.to(address)]


async def address_of(world, user_id):
    return (await world.app.views.users.profile(user_id)).user.email


async def test_everybody_gets_the_letters_of_a_session_once_however_often_they_are_asked_for(world):
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


async def test_a_session_cancelled_before_the_letter_went_out_confirms_nothing(world):
    session = await world.matched(await world.companion())
    await world.move(session, session.seeker_id, Action.CANCEL)
    await world.settle()
    assert subjects(world, await address_of(world, session.seeker_id)) == WELCOME


async def test_while_the_mail_server_is_down_letters_wait(world):
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


async def test_an_address_that_is_refused_for_good_is_not_tried_again(world):
    user = await world.seeker()
    world.platform.mailer.refused.add(user.email)
    await world.settle()
    assert world.platform.outbox.pending == ()
    world.platform.mailer.refused.clear()
    for row in tuple(world.platform.store.tables.outbox.values()):
        await world.platform.outbox.run(world.app, row)
    assert subjects(world, user.email) == []


async def test_one_who_left_gets_no_more_letters(world):
    user = await world.seeker()
    await world.app.accounts.delete(user.id)
    await world.settle()
    assert subjects(world, user.email) == []


async def test_the_time_in_a_letter_is_the_readers_own(world):
    companion, seeker = await world.companion(), await world.seeker(first_name="Ada", date_of_birth=ADULT)
    await world.app.accounts.update_profile(UpdateProfile.Command(seeker.id, {"timezone": "Asia/Tokyo"}))
    await world.matched(companion, seeker, scheduled_at=world.clock.now())
    await world.settle()
    booked = world.platform.mailer.to(seeker.email)[-1]
    assert "2026-03-02 18:00:00+09:00" in booked.words.text
    assert booked.message_id.endswith("@hushroom.local>")
