"""Publish the hours one works."""

from datetime import date, time

from attrs import frozen

from hushroom_domain.availability.errors import TooManySlots
from hushroom_domain.availability.model import Slot, Weekday
from hushroom_domain.availability.policy import MAX_SLOTS
from hushroom_domain.availability.ports import AvailabilityWork
from hushroom_domain.shared.errors import FieldProblem, refuse_fields
from hushroom_domain.shared.ids import CompanionId, SlotId, UserId
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.time import ZONES


@frozen
class SetAvailability:
    """Replace all published hours in one transaction; blocks stay.

    Refuses with `Invalid` (start not before end, overlap, unknown zone), `TooManySlots` and `CompanionNotFound`.
    """

    begin: Begin[AvailabilityWork]
    clock: Clock
    ids: Ids

    @frozen(kw_only=True)
    class Hours:
        day_of_week: Weekday
        start_time: time
        end_time: time
        timezone: str = "UTC"
        is_recurring: bool = True
        specific_date: date | None = None

    @frozen
    class Command:
        user_id: UserId
        slots: "tuple[SetAvailability.Hours, ...]"

    async def __call__(self, command: Command) -> tuple[Slot, ...]:
        if len(command.slots) > MAX_SLOTS:
            raise TooManySlots
        refuse_fields(
            *(problem for position, hours in enumerate(command.slots) for problem in _problems(position, hours))
        )
        async with self.begin() as work:
            companion = await work.companions.lock_of_user(command.user_id)
            slots = tuple(self._slot(companion.id, hours) for hours in command.slots)
            refuse_fields(*_overlaps(slots))
            await work.slots.replace_hours(companion.id, slots)
            return await work.slots.of(companion.id)

    def _slot(self, companion_id: CompanionId, hours: Hours) -> Slot:
        now = self.clock.now()
        return Slot(
            id=SlotId(self.ids.new()),
            companion_id=companion_id,
            day_of_week=hours.day_of_week,
            start_time=hours.start_time,
            end_time=hours.end_time,
            timezone=hours.timezone,
            is_recurring=hours.is_recurring and hours.specific_date is None,
            specific_date=hours.specific_date,
            created_at=now,
            updated_at=now,
        )


def _problems(position: int, hours: SetAvailability.Hours) -> list[FieldProblem]:
    found = []
    if hours.start_time >= hours.end_time:
        found.append(FieldProblem(f"slots.{position}.startTime", "must be before endTime"))
    if hours.timezone not in ZONES:
        found.append(FieldProblem(f"slots.{position}.timezone", "must be an IANA time zone"))
    return found


def _overlaps(slots: tuple[Slot, ...]) -> list[FieldProblem]:
    return [
        FieldProblem(f"slots.{position}", "overlaps another slot")
        for position, slot in enumerate(slots)
        if any(slot.collides(earlier) for earlier in slots[:position])
    ]
