"""The free times of a companion on the next days, as a profile shows them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from attrs import frozen
from markupsafe import Markup

from hushroom_domain.sessions.policy import PLANNED_MINUTES
from hushroom_domain.shared.time import Period
from hushroom_http.pages.context import PageContext

SHOWN_DAYS = 7
SHORTEST = timedelta(minutes=PLANNED_MINUTES.min)


@frozen
class FreeDay:
    """A day in the reader's zone with the hours that are free on it."""

    title: Markup
    hours: Sequence[Markup]


def coming_days(now: datetime) -> Period:
    """Returns the span of time that a profile shows."""
    return Period(now, now + timedelta(days=SHOWN_DAYS))


def is_always_free(free: Sequence[Period], span: Period) -> bool:
    """Returns whether nothing but the end of the span limits the free time."""
    return list(free) == [span]


def free_days(page: PageContext, free: Iterable[Period]) -> list[FreeDay]:
    """Returns the days with free hours long enough for the shortest session."""
    pieces = [piece for period in free for piece in _by_day(page, period) if piece.end - piece.start >= SHORTEST]
    days = groupby(sorted(pieces, key=lambda one: one.start), key=lambda one: _local_day(page, one.start))
    grouped = [list(found) for _, found in days]
    return [FreeDay(page.near_day(day[0].start), [page.hours(one.start, one.end) for one in day]) for day in grouped]


def _by_day(page: PageContext, period: Period) -> Iterable[Period]:
    """Yields the parts of a period that midnights of the reader's zone make."""
    start = period.start
    while start < period.end:
        midnight = datetime.combine(_local_day(page, start) + timedelta(days=1), datetime.min.time(), page.zone)
        end = min(midnight.astimezone(start.tzinfo), period.end)
        yield Period(start, end)
        start = end


def _local_day(page: PageContext, moment: datetime) -> date:
    return moment.astimezone(page.zone).date()
