"""The time at which companions of a search shall be free, out of the query string."""

from datetime import datetime

from attrs import evolve

from hushroom_domain.sessions.rules.appointments import appointment_problem
from hushroom_domain.shared.time import Period
from hushroom_http.api_v1.query_moments import asked_moment
from hushroom_http.inputs.request_bodies import refused

NAME = "freeAt"


def asked_period(free_at: str | None, minutes: int, now: datetime) -> Period | None:
    """Returns the period that begins then; None without a time. Raises: ValidationFailed."""
    start = asked_moment(NAME, free_at)
    if start is None:
        return None
    problem = appointment_problem(start, now)
    if problem is not None:
        raise refused((evolve(problem, field=NAME),))
    return Period.lasting(start, minutes)
