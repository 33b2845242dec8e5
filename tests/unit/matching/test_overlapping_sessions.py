"""A seeker has no two sessions at one time and at most three unpaid matches."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from hushroom_domain.availability.errors import CompanionFull
from hushroom_domain.identity.model import User
from hushroom_domain.matching.errors import TooManyUnpaid
from hushroom_domain.sessions.errors import AlreadyRunning, SessionsOverlap
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from tests.support.existing import existing
from tests.support.worlds import World


async def matches(world: World, seeker: User, count: int, **criteria: Any) -> list[Any]:
    return [await world.matched(await world.companion(), seeker, **criteria) for _ in range(count)]


async def test_a_fourth_match_waits_until_one_of_three_is_paid(world: World) -> None:
    seeker = await world.seeker()
    first, *_ = await matches(world, seeker, 3)
    fourth, companion = await world.booked(seeker), await world.companion()
    with pytest.raises(TooManyUnpaid):
        await world.select(fourth, companion.id)
    await world.authorize(first)
    assert (await world.select(fourth, companion.id)).status is SessionStatus.MATCHED


@pytest.mark.parametrize("side", ["seeker_id", "companion_user_id"])
async def test_a_cancelled_match_makes_room_for_another(world: World, side: str) -> None:
    seeker = await world.seeker()
    first, *_ = await matches(world, seeker, 3)
    await world.move(first, getattr(first, side), SessionAction.CANCEL)
    assert (await world.matched(await world.companion(), seeker)).status is SessionStatus.MATCHED


async def test_the_matches_of_others_and_those_one_serves_do_not_count(world: World) -> None:
    companion = await world.companion(capacity=3)
    for _ in range(3):
        await world.matched(companion)
    user = world.platform.store.tables.users.get(companion.user_id)
    assert (await world.matched(await world.companion(), user)).status is SessionStatus.MATCHED


async def test_of_many_matches_at_once_three_are_made(world: World) -> None:
    seeker = await world.seeker()
    sessions = [await world.booked(seeker) for _ in range(20)]
    companions = [await world.companion() for _ in range(20)]
    answers = await asyncio.gather(
        *(world.select(session, companion.id) for session, companion in zip(sessions, companions, strict=True)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, TooManyUnpaid) for answer in answers) == 17


@pytest.mark.parametrize("minutes", [-59, -1, 0, 30, 59])
async def test_two_appointments_of_one_seeker_do_not_overlap(world: World, minutes: int) -> None:
    seeker, at = await world.seeker(), world.clock.now() + timedelta(days=2)
    await world.paid(await world.companion(), seeker, scheduled_at=at, planned_minutes=60)
    later = at + timedelta(minutes=minutes)
    second = await world.booked(seeker, scheduled_at=later, planned_minutes=60)
    companion = await world.companion()
    with pytest.raises(SessionsOverlap):
        await world.select(second, companion.id)
    assert (await world.matched(companion, scheduled_at=later, planned_minutes=60)).status is SessionStatus.MATCHED


@pytest.mark.parametrize("minutes", [-60, 60])
async def test_appointments_may_follow_each_other(world: World, minutes: int) -> None:
    seeker, at = await world.seeker(), world.clock.now() + timedelta(days=2)
    await world.matched(await world.companion(), seeker, scheduled_at=at, planned_minutes=60)
    beside = at + timedelta(minutes=minutes)
    second = await world.matched(await world.companion(), seeker, scheduled_at=beside, planned_minutes=60)
    assert second.status is SessionStatus.MATCHED


async def test_an_appointment_that_is_over_or_called_off_takes_no_time(world: World) -> None:
    seeker, at = await world.seeker(), world.clock.now() + timedelta(minutes=5)
    ended = await world.running(await world.companion(), seeker, scheduled_at=at, planned_minutes=60)
    await world.move(ended, seeker.id, SessionAction.END)
    cancelled = await world.matched(await world.companion(), seeker, scheduled_at=at, planned_minutes=60)
    await world.move(cancelled, seeker.id, SessionAction.CANCEL)
    again = await world.matched(await world.companion(), seeker, scheduled_at=at, planned_minutes=60)
    assert again.status is SessionStatus.MATCHED


async def test_a_session_without_a_time_occupies_nobody_before_it_starts(world: World) -> None:
    seeker, at = await world.seeker(), world.clock.now() + timedelta(minutes=5)
    await world.matched(await world.companion(), seeker)
    assert (await world.matched(await world.companion(), seeker, scheduled_at=at)).status is SessionStatus.MATCHED
    assert (await world.matched(await world.companion(), seeker)).status is SessionStatus.MATCHED


async def test_an_appointment_that_is_matched_late_takes_the_time_from_then_on(world: World) -> None:
    seeker, at = await world.seeker(), world.clock.now() + timedelta(hours=1)
    late = await world.booked(seeker, scheduled_at=at, planned_minutes=60)
    world.after(hours=3)
    await world.select(late, (await world.companion()).id)
    soon = world.clock.now() + timedelta(minutes=59)
    with pytest.raises(SessionsOverlap):
        await world.matched(await world.companion(), seeker, scheduled_at=soon)
    behind = world.clock.now() + timedelta(minutes=60)
    assert (await world.matched(await world.companion(), seeker, scheduled_at=behind)).status is SessionStatus.MATCHED


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("starter", ["seeker_id", "companion_user_id"])
async def test_a_second_session_of_a_seeker_does_not_start_while_one_runs(
    world: World, paused: bool, starter: str
) -> None:
    seeker = await world.seeker()
    first = await world.running(await world.companion(), seeker)
    if paused:
        await world.move(first, seeker.id, SessionAction.PAUSE)
    second = await world.ready(await world.companion(), seeker)
    with pytest.raises(AlreadyRunning):
        await world.move(second, getattr(second, starter), SessionAction.START)
    await world.move(first, seeker.id, SessionAction.END)
    assert (await world.move(second, getattr(second, starter), SessionAction.START)).status is SessionStatus.IN_PROGRESS


async def test_of_two_starts_at_once_one_begins(world: World) -> None:
    seeker = await world.seeker()
    sessions = [await world.ready(await world.companion(), seeker) for _ in range(2)]
    answers = await asyncio.gather(
        *(world.move(session, seeker.id, SessionAction.START) for session in sessions), return_exceptions=True
    )
    assert sum(isinstance(answer, AlreadyRunning) for answer in answers) == 1


async def test_a_companion_still_runs_as_many_sessions_as_it_takes(world: World) -> None:
    companion = await world.companion(capacity=2)
    for _ in range(2):
        assert (await world.running(companion)).status is SessionStatus.IN_PROGRESS
    with pytest.raises(CompanionFull):
        await world.matched(companion)


async def test_sessions_from_before_seekers_were_kept_apart_go_on(world: World) -> None:
    """Sessions of earlier releases may overlap; only new starts and matches follow the rule."""
    seeker, at = await world.seeker(), world.clock.now() + timedelta(days=2)
    old = await world.matched(await world.companion(), seeker, scheduled_at=at)
    bookings = world.platform.store.tables.bookings
    bookings.put(old.id, evolve(existing(bookings.get(old.id)), seeker_id=None, appointment=None))
    with pytest.raises(SessionsOverlap):
        await world.matched(await world.companion(), seeker, scheduled_at=at)
    await world.authorize(old)
    await world.move(old, seeker.id, SessionAction.READY)
    running = await world.move(old, old.companion_user_id, SessionAction.START)
    assert running.status is SessionStatus.IN_PROGRESS
    second = await world.ready(await world.companion(), seeker)
    with pytest.raises(AlreadyRunning):
        await world.move(second, seeker.id, SessionAction.START)
