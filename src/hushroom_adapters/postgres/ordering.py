"""The orders in which lists are shown, shared by repositories and views; ties are broken by id."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, Text, UnaryExpression, and_, bindparam, func, or_, tuple_
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.operators import desc_op

from hushroom_adapters.postgres.tables import AVAILABILITY_SLOTS, BOOKINGS
from hushroom_domain.availability.model import Weekday

_a = AVAILABILITY_SLOTS.c
Ordering = Sequence[ColumnElement[Any]]
"""The columns by which a list is ordered, the id last; what descends is `column.desc()`."""
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


def listed(found: Select[Any], ordering: Ordering, *, goes_on: bool) -> Select[Any]:
    """Limits the rows to those of a window, in their order; where the list `goes_on`, behind a position."""
    if goes_on:
        return found.where(behind(ordering)).order_by(*ordering).limit(bindparam("take"))
    return found.order_by(*ordering).limit(bindparam("take")).offset(bindparam("skip"))


def behind(ordering: Ordering) -> ColumnElement[bool]:
    """Selects the rows that follow the position in the parameters `after_0`, `after_1`, ...

    Where all columns go the same way, this is one comparison of rows, which bounds the scan of an index.
    """
    columns = [_column(one) for one in ordering]
    descends = [_descends(one) for one in ordering]
    given = [bindparam(after(place), type_=column.type) for place, column in enumerate(columns)]
    if len(set(descends)) == 1:
        return tuple_(*columns) < tuple_(*given) if descends[0] else tuple_(*columns) > tuple_(*given)
    further = [
        column < value if down else column > value for column, value, down in zip(columns, given, descends, strict=True)
    ]
    level = [column == value for column, value in zip(columns, given, strict=True)]
    return or_(*(and_(*level[:place], one) for place, one in enumerate(further)))


def after(place: int) -> str:
    """Returns the name of the parameter with the sort key at `place` of a position."""
    return f"after_{place}"


def _column(one: ColumnElement[Any]) -> ColumnElement[Any]:
    return one.element if isinstance(one, UnaryExpression) else one


def _descends(one: ColumnElement[Any]) -> bool:
    return isinstance(one, UnaryExpression) and one.modifier is desc_op
