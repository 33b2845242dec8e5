"""A companion's reputation follows from completed sessions, goals and ratings, and decays without activity."""

import asyncio

import pytest

from hushroom_domain.companions.model import Companion, ReputationStats
from hushroom_domain.goals.use_cases.judge_goal import JudgeGoal
from hushroom_domain.ratings.errors import AlreadyRated, NotRateable, NotRatingParticipant, RatingTooLate
from hushroom_domain.sessions.state_machine import SessionAction
from tests.support.worlds import World


async def stats(world: World, companion: Companion) -> ReputationStats:
    await world.settle()
    return (await world.profile(companion)).stats


async def test_ends_goals_and_ratings_move_the_reputation(world: World) -> None:
    companion = await world.companion()
    session = await world.running(companion)
    goal = await world.goal(session)
    assert (await stats(world, companion)).total_sessions == 0
    await world.move(session, session.seeker_id, SessionAction.END)
    assert (await stats(world, companion)).total_sessions == 1
    await world.app.goals.judge(JudgeGoal.Command(user_id=session.seeker_id, goal_id=goal.id, is_achieved=True))
    assert (await stats(world, companion)).success_rate == 100
    await world.rate(session, session.seeker_id, 4)
    assert (await stats(world, companion)).average_rating == 4
    await world.app.goals.judge(JudgeGoal.Command(user_id=session.seeker_id, goal_id=goal.id, is_achieved=False))
    assert (await stats(world, companion)).success_rate == 0


async def test_what_the_companion_says_of_the_seeker_moves_nothing(world: World) -> None:
    companion = await world.companion()
    session = await world.ended(companion)
    before = await stats(world, companion)
    await world.rate(session, session.companion_user_id, 1)
    assert await stats(world, companion) == before


async def test_an_abandoned_session_does_not_count_as_completed(world: World) -> None:
    companion = await world.companion()
    await world.running(companion)
    world.after(hours=5)
    await world.app.sessions.close_stale()
    assert (await stats(world, companion)).total_sessions == 0


async def test_running_every_reaction_again_moves_nothing(world: World) -> None:
    companion = await world.companion()
    session = await world.ended(companion)
    await world.rate(session, session.seeker_id)
    before = await stats(world, companion)
    for row in tuple(world.platform.store.tables.outbox.values()):
        await world.platform.outbox.run(world.app, row)
    assert (await world.profile(companion)).stats == before


async def test_reputation_fades_by_half_a_percent_a_day_after_thirty_idle_days(world: World) -> None:
    companion = await world.companion()
    for _ in range(4):
        session = await world.ended(companion)
        await world.rate(session, session.seeker_id)
    assert (await stats(world, companion)).reputation_score == 1.0
    world.after(days=30)
    assert await world.app.ratings.decay_reputations() == 0
    world.after(days=10)
    assert await world.app.ratings.decay_reputations() == 1
    assert (await stats(world, companion)).reputation_score == 0.95
    await world.app.ratings.decay_reputations()
    assert (await stats(world, companion)).reputation_score == 0.95
    session = await world.ended(companion)
    assert (await stats(world, companion)).reputation_score == 1.0


async def test_each_party_rates_once_within_two_days_of_the_end(world: World) -> None:
    companion = await world.companion()
    session = await world.running(companion)
    with pytest.raises(NotRateable):
        await world.rate(session, session.seeker_id)
    await world.move(session, session.seeker_id, SessionAction.END)
    with pytest.raises(NotRatingParticipant):
        await world.rate(session, (await world.seeker()).id)
    world.after(hours=48)
    answers = await asyncio.gather(*(world.rate(session, session.seeker_id) for _ in range(10)), return_exceptions=True)
    assert sum(isinstance(answer, AlreadyRated) for answer in answers) == 9
    world.after(seconds=1)
    with pytest.raises(RatingTooLate):
        await world.rate(session, session.companion_user_id)
