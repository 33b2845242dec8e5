"""Goals: a judgement is announced when it changes, and only then."""

from hushroom_domain.goals.events import GoalJudged
from tests.support.builders import NOW, a_goal


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
