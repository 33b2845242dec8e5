"""Take hours back."""

from datetime import date, time

from attrs import frozen

from hushroom_domain.availability.errors import TooManySlots
from hushroom_domain.availability.model import LAST_MINUTE, MIDNIGHT, Slot, Weekday
from hushroom_domain.availability.policy import MAX_BLOCKS, date_problem
from hushroom_domain.availability.ports import AvailabilityWork
from hushroom_domain.shared.errors import FieldProblem, raise_for_fields
from hushroom_domain.shared.ids import SlotId, UserId
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.quotas import DailyQuota


@frozen
class BlockTime:
    """Blocks a day, or hours of it, in the companion's own time zone; bookings made before stay.

    Raises: ValidationFailed (start not before end, a date too far away), TooManySlots, BlockQuotaReached,
    CompanionNotFound.
    """

    begin: Begin[AvailabilityWork]
    clock: Clock
    ids: Ids
    quota: DailyQuota

    @frozen(kw_only=True)
    class Command:
        """Without times the block takes the whole day; an `end_time` of None is 24:00."""

        user_id: UserId
        date: date
        start_time: time = MIDNIGHT
        end_time: time | None = LAST_MINUTE

    async def __call__(self, command: Command) -> Slot:
        ordered = command.end_time is None or command.start_time < command.end_time
        problem = None if ordered else FieldProblem("startTime", "must be before endTime")
        raise_for_fields(problem, date_problem("date", command.date))
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
