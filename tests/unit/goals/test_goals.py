"""Goals: a judgement is announced when it changes, and only then; the texts change until the session begins."""

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from hushroom_domain.goals.errors import GoalFrozen, NotGoalOwner
from hushroom_domain.goals.events import GoalJudged
from hushroom_domain.goals.model import Goal
from hushroom_domain.sessions.model import Session
from hushroom_domain.sessions.state_machine import OVER, SessionAction, SessionStatus
from hushroom_domain.sessions.use_cases.revise_goal import ReviseGoal
from hushroom_domain.shared.ids import UserId
from tests.support.builders import NOW, a_goal
from tests.support.worlds import World

LATER = NOW + timedelta(minutes=5)
words = st.text(min_size=1, max_size=12)
several = st.lists(words, min_size=1, max_size=3).map(tuple)
S = SessionStatus
CHANGEABLE = {S.PENDING_MATCH, S.MATCHED, S.PAYMENT_AUTHORIZED, S.READY}


def test_a_first_judgement_is_announced() -> None:
    goal = a_goal()
    change = goal.judged(is_achieved=True, note="Done", now=NOW)
    assert (change.entity.is_achieved, change.entity.achievement_note) == (True, "Done")
    assert change.events == (GoalJudged(goal.id, goal.session_id),)


def test_the_same_judgement_again_is_not() -> None:
    achieved = a_goal(is_achieved=True)
    assert achieved.judged(is_achieved=True, note="Still", now=NOW).events == ()


def test_a_judgement_taken_back_is_announced_again() -> None:
    change = a_goal(is_achieved=True).judged(is_achieved=False, note=None, now=NOW)
    assert not change.entity.is_achieved
    assert len(change.events) == 1


@given(title=words, description=words, criteria=several, keywords=several, judged=st.sampled_from([None, True, False]))
def test_a_revision_replaces_the_texts_and_nothing_else(
    title: str, description: str, criteria: tuple[str, ...], keywords: tuple[str, ...], judged: bool | None
) -> None:
    goal = a_goal(is_achieved=judged)
    texts = {"title": title, "description": description, "success_criteria": criteria, "keywords": keywords}
    after = goal.revised(**texts, now=LATER)  # type: ignore[arg-type]
    assert {name: getattr(after, name) for name in texts} == texts
    assert (after.id, after.session_id, after.is_achieved, after.created_at) == (
        goal.id, goal.session_id, judged, goal.created_at,
    )  # fmt: skip
    assert after.updated_at == LATER
    assert after.revised(**texts, now=LATER + timedelta(days=1)) is after  # type: ignore[arg-type]


async def in_status(world: World, status: SessionStatus) -> Session:
    """Returns a session with a goal in this status."""
    companion = await world.companion()
    if status is S.PENDING_MATCH:
        session = await world.booked(await world.seeker())
    elif status is S.CANCELLED:
        matched = await world.matched(companion)
        session = await world.move(matched, matched.seeker_id, SessionAction.CANCEL)
    elif status is S.PAUSED:
        running = await world.running(companion)
        session = await world.move(running, running.seeker_id, SessionAction.PAUSE)
    else:
        made = {
            S.MATCHED: world.matched, S.PAYMENT_AUTHORIZED: world.paid, S.READY: world.ready,
            S.IN_PROGRESS: world.running, S.COMPLETED: world.ended,
        }  # fmt: skip
        session = await made[status](companion)
    assert session.status is status
    return session


async def with_goal(world: World, status: SessionStatus) -> tuple[Session, Goal]:
    """Returns a session in this status with a goal, which was set before the session was over."""
    is_over = status in OVER
    made = await in_status(world, S.MATCHED if is_over else status)
    goal = await world.goal(made)
    if not is_over:
        return made, goal
    over = evolve(made, status=status)
    async with world.platform.store.begin() as work:
        await work.sessions.save(over)
    return over, goal


@pytest.mark.parametrize("status", [status for status in S if status not in {S.ABANDONED, S.DISPUTED}])
async def test_a_goal_is_set_until_its_session_is_over(world: World, status: SessionStatus) -> None:
    session = await in_status(world, status)
    if status in OVER:
        with pytest.raises(GoalFrozen):
            await world.goal(session)
        assert list(world.platform.store.tables.goals.values()) == []
    else:
        assert (await world.goal(session)).session_id == session.id


@pytest.mark.parametrize("status", S)
async def test_a_goal_changes_until_its_session_begins(world: World, status: SessionStatus) -> None:
    session, goal = await with_goal(world, status)
    command = ReviseGoal.Command(user_id=session.seeker_id, goal_id=goal.id, title="Write the summary")
    if status in CHANGEABLE:
        revised = await world.app.sessions.revise_goal(command)
        assert (revised.title, revised.description) == ("Write the summary", goal.description)
        assert world.platform.store.tables.goals.get(goal.id) == revised
    else:
        with pytest.raises(GoalFrozen):
            await world.app.sessions.revise_goal(command)
        assert world.platform.store.tables.goals.get(goal.id) == goal


async def test_only_the_seeker_changes_the_goal(world: World) -> None:
    session = await world.matched(await world.companion())
    goal = await world.goal(session)
    assert session.companion_user_id is not None
    strangers: tuple[UserId, ...] = (session.companion_user_id, (await world.seeker()).id)
    for user_id in strangers:
        with pytest.raises(NotGoalOwner):
            await world.app.sessions.revise_goal(
                ReviseGoal.Command(user_id=user_id, goal_id=goal.id, title="Something else")
            )
