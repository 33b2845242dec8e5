"""Errors of goals."""

from hushroom_domain.shared.errors import Conflict, Forbidden, NotFound


class GoalNotFound(NotFound):
    code = "goal.not_found"
    message = "Goal not found"


class GoalExists(Conflict):
    code = "goal.already_exists"
    message = "Goal already exists for this session"


class NotGoalOwner(Forbidden):
    code = "goal.not_owner"
    message = "Only the session's owner may do this"
