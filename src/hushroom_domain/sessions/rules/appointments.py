"""The times at which a session can take place, and until which a match must be paid."""

from datetime import datetime

from hushroom_domain.sessions.policy import CLOCK_SKEW, FAR_AHEAD, FURTHEST_AHEAD, PAY_WITHIN, PAY_WITHIN_FAR_AHEAD
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.limits import MOMENT


def pay_by(scheduled_at: datetime | None, now: datetime) -> datetime:
    """Returns the moment by which a match that is made `now` must be paid."""
    is_far_ahead = scheduled_at is not None and scheduled_at - now > FAR_AHEAD
    return now + (PAY_WITHIN_FAR_AHEAD if is_far_ahead else PAY_WITHIN)


def appointment_problem(scheduled_at: datetime | None, now: datetime) -> FieldProblem | None:
    """Returns the problem of a time at which no session can take place; None for an acceptable time."""
    words = None if scheduled_at is None else MOMENT.wrong(scheduled_at)
    if words is not None:
        return FieldProblem("scheduledAt", words)
    if scheduled_at is None or now - CLOCK_SKEW <= scheduled_at <= now + FURTHEST_AHEAD:
        return None
    past = scheduled_at < now
    return FieldProblem("scheduledAt", "must not be in the past" if past else "must be within a year")
