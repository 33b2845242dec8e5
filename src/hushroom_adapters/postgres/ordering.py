"""The orders in which lists are shown, shared by repositories and views; ties are broken by id."""

from typing import Any

from sqlalchemy import Table, Text, UnaryExpression, func
from sqlalchemy.dialects.postgresql import array

from hushroom_adapters.postgres.tables import AVAILABILITY_SLOTS, BOOKINGS
from hushroom_domain.availability.model import Weekday

_a = AVAILABILITY_SLOTS.c
_WEEK = array([day.value for day in Weekday], type_=Text)

SLOT_ORDER = (
    _a.specific_date.nulls_last(),
    func.array_position(_WEEK, _a.day_of_week),
    _a.start_time,
    _a.id,
)
"""By date, weekday and start; the hours of every week come after those of a date."""
BOOKING_ORDER = (func.lower(BOOKINGS.c.period), BOOKINGS.c.seat)
"""By start and seat."""


def newest_first(table: Table) -> tuple[UnaryExpression[Any], ...]:
    """By the time of making, the newest first."""
    return table.c.created_at.desc(), table.c.id.desc()
