"""Search and selection of companions: candidates, eligibility, and many requests for one seat."""

import asyncio
from datetime import time, timedelta
from typing import Any

import pytest

from hushroom_domain.availability.errors import CompanionBlocked, CompanionFull, OutsideHours
from hushroom_domain.availability.model import Weekday
from hushroom_domain.availability.use_cases.block_time import BlockTime
from hushroom_domain.availability.use_cases.set_availability import SetAvailability
from hushroom_domain.companions.errors import CompanionNotFound
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.use_cases.set_presence import SetPresence
from hushroom_domain.matching.errors import NotSelectable, OwnCompanion
from hushroom_domain.matching.model import Criteria
from hushroom_domain.matching.use_cases.find_companions import FindCompanions
from hushroom_domain.sessions.errors import NotPendingMatch, NotSessionOwner, SessionNotFound
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import SessionAction, SessionStatus
from hushroom_domain.sessions.use_cases.revise_goal import ReviseGoal
from hushroom_domain.shared.ids import CompanionId, UserId
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.state_machine import IllegalTransition
from tests.support.builders import an_id
from tests.support.worlds import World

# The world's clock starts on a Monday at nine, UTC.


async def find(world: World, session: Session, **criteria: Any) -> list[Any]:
    command = FindCompanions.Command(user_id=session.seeker_id, session_id=session.id, criteria=Criteria(**criteria))
    return [match.card.companion.id for match in await world.app.matching.find(command)]


async def office_hours(world: World, companion: Companion) -> None:
    hours = SetAvailability.Hours(day_of_week=Weekday.MONDAY, start_time=time(10), end_time=time(12))
    await world.app.availability.set_hours(SetAvailability.Command(companion.user_id, (hours,)))


async def test_fifty_seekers_who_choose_one_companion_at_once_get_one_seat(world: World) -> None:
    companion = await world.companion(capacity=1)
    sessions = [await world.booked(await world.seeker()) for _ in range(50)]
    answers = await asyncio.gather(
        *(world.select(session, companion.id) for session in sessions), return_exceptions=True
    )
    assert sum(isinstance(answer, CompanionFull) for answer in answers) == 49
    statuses = [(await world.session(session.id)).status for session in sessions]
    assert sorted(statuses) == [SessionStatus.MATCHED, *[SessionStatus.PENDING_MATCH] * 49]


async def test_capacity_counts_sessions_from_the_match_to_their_end(world: World) -> None:
    companion = await world.companion(capacity=2)
    first, _second = await world.running(companion), await world.matched(companion)
    with pytest.raises(CompanionFull):
        await world.matched(companion)
    world.after(hours=3)
    with pytest.raises(CompanionFull):
        await world.matched(companion)
    await world.move(first, first.seeker_id, SessionAction.END)
    assert (await world.matched(companion)).status is SessionStatus.MATCHED


async def test_two_overlapping_appointments_do_not_share_a_seat(world: World) -> None:
    companion = await world.companion(capacity=1)
    tomorrow = world.clock.now() + timedelta(days=1)
    await world.matched(companion, scheduled_at=tomorrow, planned_minutes=60)
    with pytest.raises(CompanionFull):
        await world.matched(companion, scheduled_at=tomorrow + timedelta(minutes=59))
    with pytest.raises(CompanionFull):
        await world.matched(companion, scheduled_at=tomorrow - timedelta(minutes=29))
    await world.matched(companion, scheduled_at=tomorrow + timedelta(minutes=60))
    await world.matched(companion, scheduled_at=tomorrow - timedelta(minutes=30))
    assert (await world.matched(companion)).status is SessionStatus.MATCHED


async def test_appointments_whose_time_has_passed_do_not_multiply_a_companions_seats(world: World) -> None:
    companion = await world.companion(capacity=1)
    times = [world.clock.now() + timedelta(hours=hour) for hour in (1, 3)]
    late = [await world.booked(await world.seeker(), scheduled_at=when) for when in times]
    world.after(hours=5)
    await world.select(late[0], companion.id)
    with pytest.raises(CompanionFull):
        await world.select(late[1], companion.id)


async def test_a_companion_is_in_no_more_sessions_at_once_than_it_takes(world: World) -> None:
    companion = await world.companion(capacity=1)
    appointed = await world.ready(companion, scheduled_at=world.clock.now() + timedelta(hours=2))
    running = await world.running(companion)
    world.after(hours=2)
    with pytest.raises(CompanionFull):
        await world.move(appointed, appointed.seeker_id, SessionAction.START)
    await world.move(running, running.seeker_id, SessionAction.END)
    assert (await world.move(appointed, appointed.seeker_id, SessionAction.START)).status is SessionStatus.IN_PROGRESS


async def test_an_appointment_begun_ahead_of_its_time_takes_the_seat_from_then_on(world: World) -> None:
    companion = await world.companion(capacity=1)
    await world.running(companion, scheduled_at=world.clock.now() + timedelta(days=2))
    with pytest.raises(CompanionFull):
        await world.matched(companion)


async def test_an_appointment_must_lie_within_published_hours(world: World) -> None:
    companion = await world.companion()
    await office_hours(world, companion)
    with pytest.raises(OutsideHours):
        await world.matched(companion, scheduled_at=world.clock.now() + timedelta(hours=2, minutes=45))
    session = await world.matched(companion, scheduled_at=world.clock.now() + timedelta(hours=2))
    assert session.status is SessionStatus.MATCHED


async def test_a_session_that_starts_now_asks_for_no_published_hours(world: World) -> None:
    companion = await world.companion()
    await office_hours(world, companion)
    assert (await world.matched(companion)).status is SessionStatus.MATCHED


async def test_a_block_keeps_sessions_away_whether_appointed_or_not(world: World) -> None:
    companion = await world.companion()
    today = world.clock.now().date()
    command = BlockTime.Command(user_id=companion.user_id, date=today, start_time=time(9, 15), end_time=time(11))
    block = await world.app.availability.block(command)
    with pytest.raises(CompanionBlocked):
        await world.matched(companion)
    with pytest.raises(CompanionBlocked):
        await world.matched(companion, scheduled_at=world.clock.now() + timedelta(hours=1))
    await world.app.availability.unblock(companion.user_id, block.id)
    assert (await world.matched(companion)).status is SessionStatus.MATCHED


async def test_only_an_approved_companion_with_an_active_user_can_be_chosen(world: World) -> None:
    applicant, suspended, deleted = await world.applicant(), await world.companion(), await world.companion()
    await world.app.companions.suspend(suspended.id, an_id())
    await world.app.identity.delete(deleted.user_id)
    session = await world.booked(await world.seeker())
    assert await find(world, session) == []
    for companion in (applicant, suspended, deleted):
        with pytest.raises(NotSelectable):
            await world.select(session, companion.id)
    with pytest.raises(CompanionNotFound):
        await world.select(session, an_id())


async def test_nobody_is_their_own_companion(world: World) -> None:
    companion = await world.companion()
    user = await world.user(companion.user_id)
    session = await world.booked(user)
    assert await find(world, session) == []
    with pytest.raises(OwnCompanion):
        await world.select(session, companion.id)


async def test_only_the_owner_finds_and_chooses_and_only_while_the_match_is_pending(world: World) -> None:
    companion = await world.companion()
    session = await world.matched(companion)
    with pytest.raises(NotPendingMatch):
        await find(world, session)
    with pytest.raises(IllegalTransition):
        await world.select(session, companion.id)
    other = await world.booked(await world.seeker())
    with pytest.raises(NotSessionOwner):
        await world.app.matching.find(FindCompanions.Command(user_id=session.seeker_id, session_id=other.id))
    with pytest.raises(SessionNotFound):
        await world.app.matching.find(FindCompanions.Command(user_id=session.seeker_id, session_id=an_id()))


async def test_a_wish_narrows_who_is_shown(world: World) -> None:
    cheap = await world.companion(base_rate=Money(20_00), expertise_tags=("Writing",))
    dear = await world.companion(base_rate=Money(90_00))
    await world.app.companions.set_presence(SetPresence.Command(dear.user_id, is_online=True))
    session = await world.booked(await world.seeker())
    assert set(await find(world, session)) == {cheap.id, dear.id}
    assert await find(world, session, max_price=Money(20_00)) == [cheap.id]
    assert await find(world, session, expertise_tag="writing") == [cheap.id]
    assert await find(world, session, online_only=True) == [dear.id]
    assert await find(world, session, language="en") == []


async def test_a_full_companion_is_not_shown(world: World) -> None:
    companion = await world.companion(capacity=1)
    await world.matched(companion)
    assert await find(world, await world.booked(await world.seeker())) == []


async def test_one_who_was_chosen_often_lately_comes_after_one_who_was_not(world: World) -> None:
    busy, fresh = await world.companion(capacity=3), await world.companion(capacity=3)
    await world.matched(busy)
    assert await find(world, await world.booked(await world.seeker())) == [fresh.id, busy.id]
    world.after(days=7, seconds=1)
    assert await find(world, await world.booked(await world.seeker())) == [busy.id, fresh.id]


async def test_matches_are_not_recalled_for_a_goal_with_other_keywords(world: World) -> None:
    companion = await world.companion()
    session = await world.booked(await world.seeker())
    goal = await world.goal(session, "tax")

    async def recalled() -> list[CompanionId]:
        found = await world.app.matching.results(session.id, session.seeker_id)
        return [one.card.companion.id for one in found]

    await find(world, session)
    assert await recalled() == [companion.id]
    change = ReviseGoal.Command(user_id=session.seeker_id, goal_id=goal.id, keywords=("garden",))
    await world.app.sessions.revise_goal(change)
    assert await recalled() == []
    await find(world, session)
    assert await recalled() == [companion.id]


async def test_whoever_left_or_was_suspended_is_recalled_to_nobody(world: World) -> None:
    stays, leaves, suspended = [await world.companion() for _ in range(3)]
    session = await world.booked(await world.seeker())
    assert set(await find(world, session)) == {stays.id, leaves.id, suspended.id}
    await world.app.identity.delete(leaves.user_id)
    await world.app.companions.suspend(suspended.id, world.admin_id)
    recalled = await world.app.matching.results(session.id, session.seeker_id)
    assert [one.card.companion.id for one in recalled] == [stays.id]


async def test_matches_are_recalled_for_half_an_hour_by_their_owner_while_they_are_of_use(world: World) -> None:
    companion = await world.companion()
    session = await world.booked(await world.seeker())
    await find(world, session)

    async def recalled(user_id: UserId) -> list[Any]:
        return [one.card.companion.id for one in await world.app.matching.results(session.id, user_id)]

    assert await recalled(session.seeker_id) == [companion.id]
    assert await recalled(companion.user_id) == []
    world.after(minutes=30)
    assert await recalled(session.seeker_id) == []
    await find(world, session)
    await world.select(session, companion.id)
    assert await recalled(session.seeker_id) == []
