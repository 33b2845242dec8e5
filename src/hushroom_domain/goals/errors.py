"""Errors of goals."""

from hushroom_domain.shared.errors import Conflict, Forbidden, NotFound, RuleViolated


class GoalNotFound(NotFound):
    code = "goal.not_found"
    message = "Goal not found"


class GoalExists(Conflict):
    code = "goal.already_exists"
    message = "Goal already exists for this session"


class GoalFrozen(RuleViolated):
    code = "goal.frozen"
    message = "The goal of a session that has begun or is over cannot change"


class NotGoalOwner(Forbidden):
    code = "goal.not_owner"
    message = "Only the session's owner may do this"
