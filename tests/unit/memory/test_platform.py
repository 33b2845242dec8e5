"""The in-memory platform and its small adapters."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from hushroom_adapters.memory import ManualClock, SequentialIds, in_memory_platform
from hushroom_adapters.memory.email_renderer import PlainEmailRenderer
from hushroom_adapters.memory.passwords import QuickPasswords
from hushroom_adapters.memory.rooms import MemoryRooms
from hushroom_adapters.system.clock import SystemClock
from hushroom_adapters.system.ids import TimeOrderedIds
from hushroom_domain.media.errors import MediaUnavailable
from hushroom_domain.notifications.catalogue import EmailKind
from hushroom_domain.notifications.model import EmailMessage
from hushroom_domain.sessions.state_machine import SessionAction
from tests.support.builders import an_id
from tests.support.existing import existing
from tests.support.worlds import a_world


async def test_two_platforms_know_nothing_of_each_other() -> None:
    one, other = a_world(), a_world()
    user = await one.seeker()
    assert one.platform.store.tables.users.get(user.id) == user
    assert other.platform.store.tables.users.get(user.id) is None


async def test_a_companion_that_finished_onboarding_may_be_paid_out() -> None:
    world = a_world()
    companion = await world.companion()
    url = await world.app.payments.onboard(companion.user_id)
    assert await world.app.payments.onboard(companion.user_id) == url
    companion = await world.profile(companion)
    assert (companion.charges_enabled, companion.payouts_enabled) == (False, False)
    world.platform.gateway.finish_onboarding(existing(companion.stripe_account_id))
    await world.settle()
    companion = await world.profile(companion)
    assert (companion.charges_enabled, companion.payouts_enabled) == (True, True)


async def test_a_reaction_that_fails_waits_and_is_tried_again() -> None:
    world = a_world()
    world.platform.rooms.is_down = True
    session = await world.running(await world.companion())
    await world.settle()
    [row] = world.platform.outbox.failed
    assert (row.reaction, row.error) == ("open_room", f"media.unavailable: {MediaUnavailable.message}")
    tried = row.attempts
    await world.settle()
    assert world.platform.outbox.failed[0].attempts > tried
    world.platform.rooms.is_down = False
    await world.settle()
    assert world.platform.outbox.failed == ()
    assert list(world.platform.rooms.inside) == [session.room_name]


async def test_a_room_is_not_opened_for_a_session_that_is_over() -> None:
    world = a_world()
    session = await world.running(await world.companion())
    await world.move(session, session.seeker_id, SessionAction.END)
    await world.settle()
    assert world.platform.rooms.inside == {}


async def test_rooms_open_once_close_once_and_know_who_is_inside() -> None:
    rooms = MemoryRooms()
    for _ in range(2):
        await rooms.open("session-1", empty_timeout_seconds=60, max_participants=2)
    rooms.enter("session-1", "anna")
    assert await rooms.participants("session-1") == {"anna"}
    assert "anna" in rooms.token("session-1", identity="anna", display_name=None, lifetime=timedelta(hours=1))
    for _ in range(2):
        await rooms.close("session-1")
    assert await rooms.participants("session-1") == frozenset()
    rooms.is_down = True
    with pytest.raises(MediaUnavailable):
        await rooms.participants("session-1")


async def test_a_password_verifies_against_its_own_hash_only() -> None:
    passwords = QuickPasswords()
    one, other = await asyncio.gather(passwords.hash("Geheim123"), passwords.hash("Geheim123"))
    assert one != other
    assert await passwords.verify("Geheim123", one)
    assert not await passwords.verify("Geheim124", one)
    assert not await passwords.verify("Geheim123", None)
    assert not await passwords.verify("", "")


@pytest.mark.parametrize("kind", EmailKind)
@pytest.mark.parametrize("facts", [{}, {"name": None, "type": "FOCUS", "minutes": 30, "when": None, "other": "<Ada>"}])
def test_every_letter_has_words_whatever_is_known(kind: EmailKind, facts: dict[str, object]) -> None:
    facts = {"type": "FOCUS", "minutes": 30} | facts
    email = EmailMessage(key="k", kind=kind, user_id=an_id(), to="a@b.co", language="fr", facts=facts)
    words = PlainEmailRenderer().render(email)
    assert words.subject
    assert "{" not in words.text + words.html
    assert "<Ada>" not in words.html


def test_a_manual_clock_stands_still_until_told_and_never_goes_back() -> None:
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.now() == clock.now()
    assert clock.advance(timedelta(microseconds=1_999)) == datetime(2026, 1, 1, 0, 0, 0, 1_000, tzinfo=UTC)
    with pytest.raises(AssertionError, match="go back"):
        clock.advance(timedelta(seconds=-1))


def test_the_system_clock_tells_utc_in_whole_milliseconds() -> None:
    before = time.time_ns() // 1_000_000
    now = SystemClock().now()
    assert before <= round(now.timestamp() * 1_000) <= time.time_ns() // 1_000_000
    assert now.tzinfo is UTC
    assert now.microsecond % 1_000 == 0


@pytest.mark.parametrize("ids", [SequentialIds(), TimeOrderedIds()])
def test_ids_are_version_7_all_different_and_in_order(ids: SequentialIds | TimeOrderedIds) -> None:
    made = [ids.new() for _ in range(2_000)]
    assert {one.version for one in made} == {7}
    assert sorted(set(made)) == made


def test_a_platform_takes_the_clock_and_the_ids_it_is_given() -> None:
    clock, ids = SystemClock(), TimeOrderedIds()
    platform = in_memory_platform(clock=clock, ids=ids)
    assert (platform.clock, platform.ports.ids) == (clock, ids)
