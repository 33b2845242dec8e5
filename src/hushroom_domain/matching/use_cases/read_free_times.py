"""Reading the times at which companions are free."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from hushroom_domain.availability.services.calendar import free_periods
from hushroom_domain.companions.model import Companion
from hushroom_domain.matching.queries import MatchingQueries
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.ports import Clock
from hushroom_domain.shared.time import Period


@frozen
class ReadFreeTimes:
    """Returns the longest free periods of each of these companions within a span, by companion.

    A companion without published hours is free at any time that no block and no booking takes.
    """

    clock: Clock
    queries: MatchingQueries

    async def __call__(self, companions: Sequence[Companion], span: Period) -> Mapping[CompanionId, tuple[Period, ...]]:
        now = self.clock.now()
        calendars = await self.queries.calendars([companion.id for companion in companions])
        return {
            one.id: free_periods(calendar.slots, calendar.bookings, span, one.max_concurrent, now)
            for one in companions
            for calendar in (calendars[one.id],)
        }
