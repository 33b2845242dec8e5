"""Use case: block hours of a day."""

from collections.abc import Iterator
from datetime import date, time
from typing import Annotated

from attrs import frozen

from hushroom_domain.availability.errors import TooManySlots
from hushroom_domain.availability.model import LAST_MINUTE, MIDNIGHT, Slot, Weekday
from hushroom_domain.availability.policy import DATES, MAX_BLOCKS
from hushroom_domain.availability.ports import AvailabilityWork
from hushroom_domain.shared.errors import FieldProblem
from hushroom_domain.shared.ids import SlotId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import DailyQuota


@frozen
class BlockTime:
    """Blocks a day, or hours of it, in the companion's own time zone; bookings made before stay.

    Raises: ValidationFailed (limits, start not before end), CompanionNotFound, TooManySlots, BlockQuotaReached.
    """

    begin: Begin[AvailabilityWork]
    clock: Clock
    ids: Ids
    quota: DailyQuota

    @frozen(kw_only=True)
    class Command(ValidatedInput):
        """The default times block the whole day; an `end_time` of None is 24:00."""

        user_id: UserId
        date: Annotated[date, DATES]
        start_time: time = MIDNIGHT
        end_time: time | None = LAST_MINUTE

        def conflicts(self) -> Iterator[FieldProblem]:
            if self.end_time is not None and self.start_time >= self.end_time:
                yield FieldProblem("startTime", "must be before endTime")

    async def __call__(self, command: Command) -> Slot:
        async with self.begin() as work:
            companion = await work.companions.lock_of_user(command.user_id)
            user = await work.users.get(command.user_id)
            if sum(slot.is_blocked for slot in await work.slots.of(companion.id)) >= MAX_BLOCKS:
                raise TooManySlots
            now = self.clock.now()
            await self.quota.spend(work, command.user_id, now)
            block = Slot(
                id=SlotId(self.ids.new()),
                companion_id=companion.id,
                day_of_week=Weekday.of(command.date),
                start_time=command.start_time,
                end_time=command.end_time,
                timezone=user.timezone if user else "UTC",
                is_recurring=False,
                specific_date=command.date,
                is_blocked=True,
                created_at=now,
                updated_at=now,
            )
            await work.slots.add(block)
        return block
