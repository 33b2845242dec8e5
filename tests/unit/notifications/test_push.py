"""Push messages: who is told what, and when nobody is told any more."""

import json
import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.identity.errors import SignInEnded
from hushroom_domain.identity.use_cases.log_in import LogIn
from hushroom_domain.identity.use_cases.log_out import LogOut
from hushroom_domain.notifications.events import PushKind
from hushroom_domain.notifications.model import PushMessage, PushSubscription
from hushroom_domain.notifications.policy import MOST_DEVICES
from hushroom_domain.notifications.use_cases.send_push import topic_of
from hushroom_domain.notifications.use_cases.subscribe_to_push import SubscribeToPush
from hushroom_domain.notifications.use_cases.unsubscribe_from_push import UnsubscribeFromPush
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction
from hushroom_domain.shared.errors import ValidationFailed
from hushroom_domain.shared.ids import SessionId, UserId
from tests.support.admitted import admitted
from tests.support.builders import NOW, PASSWORD
from tests.support.existing import existing
from tests.support.worlds import World, a_world

SOON = NOW + timedelta(hours=2)
BEGINS = "Your session begins at 11:00 (UTC)"
READY = "Your companion is ready"
SEEKERS, COMPANIONS = "https://push.example.com/seeker", "https://push.example.com/companion"


@frozen
class Device:
    """A browser that is signed in and takes push messages."""

    subscription: PushSubscription
    refresh_token: str


def message(kind: PushKind, session_id: UUID) -> PushMessage:
    return PushMessage(kind=kind, session_id=SessionId(session_id), language="en", moment=NOW)


async def device(world: World, user_id: UserId | None, endpoint: str) -> Device:
    user = await world.user(user_id)
    signed_in = admitted(await world.app.identity.log_in(LogIn.Command(email=user.email, password=PASSWORD)))
    claimant = world.app.identity.authenticate.claimant(signed_in.access_token)
    command = SubscribeToPush.Command(
        user_id=user.id,
        sign_in_id=existing(claimant.sign_in_id),
        endpoint=endpoint,
        public_key="B" + "a" * 86,
        auth_secret="a" * 22,
    )
    return Device(await world.app.notifications.subscribe(command), signed_in.refresh_token)


def titles(world: World, endpoint: str) -> list[str]:
    return world.platform.push_sender.to(endpoint)


async def appointed(world: World, when: datetime | None = SOON) -> Session:
    """Returns a paid session, whose participants have a device each."""
    session = await world.paid(await world.companion(), scheduled_at=when)
    await device(world, session.seeker_id, SEEKERS)
    await device(world, session.companion_user_id, COMPANIONS)
    await world.settle()
    return session


async def test_both_are_reminded_five_minutes_before_the_time_and_once(world: World) -> None:
    await appointed(world)
    world.after(minutes=114)
    await world.settle()
    assert titles(world, SEEKERS) == []
    world.after(minutes=1)
    await world.settle()
    await world.settle()
    assert (titles(world, SEEKERS), titles(world, COMPANIONS)) == ([BEGINS], [BEGINS])
    assert world.platform.outbox.due == ()


async def test_a_session_without_a_time_reminds_nobody(world: World) -> None:
    await appointed(world, None)
    world.after(days=1)
    await world.settle()
    assert titles(world, SEEKERS) == []


@pytest.mark.parametrize("who", ["seeker", "companion"])
async def test_a_session_that_was_cancelled_reminds_nobody(world: World, who: str) -> None:
    session = await appointed(world)
    by = session.seeker_id if who == "seeker" else session.companion_user_id
    await world.move(session, by, SessionAction.CANCEL)
    world.after(hours=2)
    await world.settle()
    assert (titles(world, SEEKERS), titles(world, COMPANIONS)) == ([], [])


async def test_a_session_that_was_moved_reminds_nobody_at_the_old_time(world: World) -> None:
    session = await appointed(world)
    async with world.platform.store.begin() as work:
        locked = await work.sessions.lock(session.id)
        await work.sessions.save(evolve(locked, scheduled_at=SOON + timedelta(hours=1)))
    world.after(hours=2)
    await world.settle()
    assert titles(world, SEEKERS) == []


async def test_a_session_that_has_begun_reminds_nobody(world: World) -> None:
    session = await appointed(world)
    await world.move(session, session.seeker_id, SessionAction.READY)
    await world.move(session, session.companion_user_id, SessionAction.READY)
    await world.move(session, session.seeker_id, SessionAction.START)
    world.after(hours=2)
    await world.settle()
    assert BEGINS not in titles(world, SEEKERS) + titles(world, COMPANIONS)


async def test_a_reminder_that_comes_too_late_is_not_sent(world: World) -> None:
    await appointed(world)
    world.after(hours=2, minutes=15)
    await world.settle()
    assert titles(world, SEEKERS) == []


async def test_an_unpaid_match_reminds_nobody(world: World) -> None:
    session = await world.matched(await world.companion(), scheduled_at=NOW + timedelta(minutes=20))
    await device(world, session.seeker_id, SEEKERS)
    world.after(minutes=16)
    await world.settle()
    assert titles(world, SEEKERS) == []


async def test_the_seeker_hears_that_the_companion_is_ready_and_the_companion_does_not(world: World) -> None:
    session = await appointed(world, None)
    await world.move(session, session.companion_user_id, SessionAction.READY)
    await world.settle()
    assert (titles(world, SEEKERS), titles(world, COMPANIONS)) == ([READY], [])


async def test_a_seeker_who_is_ready_tells_nobody(world: World) -> None:
    session = await appointed(world, None)
    await world.move(session, session.seeker_id, SessionAction.READY)
    await world.settle()
    assert (titles(world, SEEKERS), titles(world, COMPANIONS)) == ([], [])


async def test_a_dead_device_is_forgotten_and_the_others_are_served(world: World) -> None:
    session = await appointed(world, None)
    for number in range(3):
        await device(world, session.seeker_id, f"{SEEKERS}{number}")
    world.platform.push_sender.gone.add(f"{SEEKERS}1")
    await world.move(session, session.companion_user_id, SessionAction.READY)
    await world.settle()
    assert [titles(world, f"{SEEKERS}{number}") for number in ("", 0, 1, 2)] == [[READY], [READY], [], [READY]]
    kept = {one.endpoint for one in world.platform.store.tables.push_subscriptions.values()}
    assert kept == {SEEKERS, f"{SEEKERS}0", f"{SEEKERS}2", COMPANIONS}
    assert world.platform.outbox.failed == ()


async def test_a_push_service_that_is_down_is_tried_again_until_the_message_is_useless(world: World) -> None:
    session = await appointed(world, None)
    world.platform.push_sender.is_down = True
    await world.move(session, session.companion_user_id, SessionAction.READY)
    await world.settle()
    assert [existing(row.error).partition(":")[0] for row in world.platform.outbox.failed] == ["push.unavailable"]
    world.after(minutes=15)
    await world.settle()
    assert world.platform.outbox.failed == ()
    world.platform.push_sender.is_down = False
    await world.settle()
    assert titles(world, SEEKERS) == []


async def test_a_message_lives_as_long_as_it_is_of_use_and_replaces_its_forerunner(world: World) -> None:
    await appointed(world)
    world.after(hours=1, minutes=57)
    await world.settle()
    ((_, push),) = [one for one in world.platform.push_sender.sent if one[0].endpoint == SEEKERS]
    assert push.lasts_seconds == 18 * 60
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", push.topic), "RFC 8030, section 5.4"


@given(st.uuids(), st.uuids(), st.sampled_from(PushKind), st.sampled_from(PushKind))
def test_only_a_message_of_the_same_kind_about_the_same_session_replaces_another(
    one: UUID, other: UUID, kind: PushKind, other_kind: PushKind
) -> None:
    first, second = message(kind, one), message(other_kind, other)
    assert (topic_of(first) == topic_of(second)) is ((kind, one) == (other_kind, other))
    assert topic_of(first) == topic_of(evolve(first, language="fr", moment=SOON))


async def test_a_message_says_nothing_about_people_goals_and_money(world: World) -> None:
    companion = await world.companion()
    session = await world.paid(companion, scheduled_at=SOON)
    await world.goal(session)
    await device(world, session.seeker_id, SEEKERS)
    world.after(hours=1, minutes=56)
    await world.move(session, session.companion_user_id, SessionAction.READY)
    await world.settle()
    shown = [json.loads(push.payload) for _, push in world.platform.push_sender.sent]
    assert [one["title"] for one in shown] == [BEGINS, READY]
    assert {one["url"] for one in shown} == {f"/sessions/{session.id}"}
    names = [(await world.user(user_id)).first_name for user_id in (session.seeker_id, session.companion_user_id)]
    words = " ".join(one[part] for one in shown for part in ("title", "body"))
    assert not [word for word in (*names, "report", "30") if existing(word) in words]


async def test_after_signing_out_a_device_gets_nothing(world: World) -> None:
    session = await appointed(world, None)
    other = await device(world, session.seeker_id, f"{SEEKERS}2")
    await world.app.identity.log_out(LogOut.Command(other.refresh_token))
    assert world.platform.store.tables.push_subscriptions.get(other.subscription.id) is None
    await world.move(session, session.companion_user_id, SessionAction.READY)
    await world.settle()
    assert (titles(world, SEEKERS), titles(world, f"{SEEKERS}2")) == ([READY], [])


async def test_a_message_under_way_to_a_device_that_signed_out_is_not_sent(world: World) -> None:
    session = await world.paid(await world.companion())
    seeker = await device(world, session.seeker_id, SEEKERS)
    await world.settle()
    world.platform.push_sender.is_down = True
    await world.move(session, session.companion_user_id, SessionAction.READY)
    await world.settle()
    await world.app.identity.log_out(LogOut.Command(seeker.refresh_token))
    world.platform.push_sender.is_down = False
    await world.settle()
    assert (titles(world, SEEKERS), world.platform.outbox.failed) == ([], ())


async def test_a_closed_account_keeps_no_device(world: World) -> None:
    user = await world.seeker()
    await device(world, user.id, SEEKERS)
    await world.app.identity.delete(user.id)
    assert list(world.platform.store.tables.push_subscriptions.values()) == []


async def test_a_sign_in_that_expired_gets_nothing_and_is_swept(world: World) -> None:
    session = await appointed(world, NOW + timedelta(days=8))
    world.after(days=7, hours=23, minutes=56)
    await world.settle()
    assert titles(world, SEEKERS) == []
    assert await world.app.notifications.delete_ended_push_subscriptions() == 2
    await device(world, session.seeker_id, SEEKERS)
    assert await world.app.notifications.delete_ended_push_subscriptions() == 0


async def test_the_next_person_at_a_browser_takes_its_subscription_over(world: World) -> None:
    one, other = await world.seeker(), await world.seeker()
    first = await device(world, one.id, SEEKERS)
    second = await device(world, other.id, SEEKERS)
    assert second.subscription.id == first.subscription.id
    (kept,) = world.platform.store.tables.push_subscriptions.values()
    assert kept.user_id == other.id


async def test_of_many_devices_the_newest_are_kept(world: World) -> None:
    user = await world.seeker()
    for number in range(MOST_DEVICES + 2):
        world.after(seconds=1)
        await device(world, user.id, f"{SEEKERS}{number}")
    kept = {one.endpoint for one in world.platform.store.tables.push_subscriptions.values()}
    assert kept == {f"{SEEKERS}{number}" for number in range(2, MOST_DEVICES + 2)}


async def test_one_unsubscribes_from_ones_own_devices_alone(world: World) -> None:
    one, other = await world.seeker(), await world.seeker()
    await device(world, one.id, SEEKERS)
    unsubscribe = world.app.notifications.unsubscribe
    await unsubscribe(UnsubscribeFromPush.Command(user_id=other.id, endpoint=SEEKERS))
    assert len(world.platform.store.tables.push_subscriptions) == 1
    await unsubscribe(UnsubscribeFromPush.Command(user_id=one.id, endpoint=SEEKERS))
    assert len(world.platform.store.tables.push_subscriptions) == 0


async def test_a_private_address_is_refused(world: World) -> None:
    user = await world.seeker()
    for endpoint in ("https://192.168.1.1/a", "https://127.0.0.1/a", "http://push.example.com/a"):
        with pytest.raises(ValidationFailed, match="public host"):
            await device(world, user.id, endpoint)


async def test_a_sign_in_that_has_ended_takes_no_subscription() -> None:
    world = a_world()
    user = await world.seeker()
    signed_in = admitted(await world.app.identity.log_in(LogIn.Command(email=user.email, password=PASSWORD)))
    claimant = world.app.identity.authenticate.claimant(signed_in.access_token)
    await world.app.identity.log_out(LogOut.Command(signed_in.refresh_token))
    command = SubscribeToPush.Command(
        user_id=user.id,
        sign_in_id=existing(claimant.sign_in_id),
        endpoint=SEEKERS,
        public_key="B" + "a" * 86,
        auth_secret="a" * 22,
    )
    with pytest.raises(SignInEnded):
        await world.app.notifications.subscribe(command)
    assert len(world.platform.store.tables.push_subscriptions) == 0


async def test_a_subscription_shows_none_of_its_secrets(world: World) -> None:
    user = await world.seeker()
    shown = repr((await device(world, user.id, SEEKERS)).subscription)
    assert not [secret for secret in (SEEKERS, "aaaa") if secret in shown]
