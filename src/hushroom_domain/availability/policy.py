"""The numbers of availability."""

from datetime import date, timedelta

from hushroom_domain.shared.errors import FieldProblem

MAX_SLOTS = 200
MAX_BLOCKS = 500
OVERLAP_HORIZON = timedelta(days=366)
"""How far ahead weekly slots are compared: sessions are booked up to a year ahead."""
OVERRUN = timedelta(hours=1)
"""How long after its planned end a session that starts at once still holds its seat in the plan."""
FIRST_DATE, LAST_DATE = date(1900, 1, 1), date(2999, 12, 31)
"""The dates that slots and blocks may have; near the ends of the calendar no zone can tell their moments."""


def date_problem(field: str, day: date) -> FieldProblem | None:
    """Returns the problem of a date outside of `FIRST_DATE` to `LAST_DATE`; None for one within."""
    return None if FIRST_DATE <= day <= LAST_DATE else FieldProblem(field, f"must be from {FIRST_DATE} to {LAST_DATE}")
