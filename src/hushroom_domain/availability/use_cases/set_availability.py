"""Use case: publish working hours."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Annotated

from attrs import frozen

from hushroom_domain.availability.model import Slot, Weekday
from hushroom_domain.availability.policy import DATES, SLOTS
from hushroom_domain.availability.ports import AvailabilityWork
from hushroom_domain.availability.services.overlaps import overlapping
from hushroom_domain.shared.errors import FieldProblem, raise_for_fields
from hushroom_domain.shared.ids import CompanionId, SlotId, UserId
from hushroom_domain.shared.inputs import ValidatedInput
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.time import ZONE


@frozen
class SetAvailability:
    """Replaces all published hours in one transaction; blocks stay.

    Raises: ValidationFailed (limits, start not before end, overlap, unknown zone, a date that is missing or falls on
    another weekday), CompanionNotFound.
    """

    begin: Begin[AvailabilityWork]
    clock: Clock
    ids: Ids

    @frozen(kw_only=True)
    class Hours:
        """The hours of one slot. An `end_time` of None is 24:00; the default `timezone` is the user's."""

        day_of_week: Weekday
        start_time: time
        end_time: time | None
        timezone: Annotated[str | None, ZONE] = None
        is_recurring: bool = True
        specific_date: Annotated[date | None, DATES] = None

    @frozen
    class Command(ValidatedInput):
        user_id: UserId
        slots: "Annotated[tuple[SetAvailability.Hours, ...], SLOTS]"

        def conflicts(self) -> Iterator[FieldProblem]:
            for position, hours in enumerate(self.slots):
                yield from _problems(f"slots.{position}", hours)

    async def __call__(self, command: Command) -> tuple[Slot, ...]:
        now = self.clock.now()
        async with self.begin() as work:
            companion = await work.companions.lock_of_user(command.user_id)
            user = await work.users.get(command.user_id)
            zone = user.timezone if user else "UTC"
            slots = tuple(self._slot(companion.id, hours, zone, now) for hours in command.slots)
            raise_for_fields(*_overlaps(slots, now))
            await work.slots.replace_hours(companion.id, slots)
            return await work.slots.of(companion.id)

    def _slot(self, companion_id: CompanionId, hours: Hours, zone: str, now: datetime) -> Slot:
        return Slot(
            id=SlotId(self.ids.new()),
            companion_id=companion_id,
            day_of_week=hours.day_of_week,
            start_time=hours.start_time,
            end_time=hours.end_time,
            timezone=hours.timezone or zone,
            is_recurring=hours.is_recurring and hours.specific_date is None,
            specific_date=hours.specific_date,
            created_at=now,
            updated_at=now,
        )


def _problems(path: str, hours: SetAvailability.Hours) -> Iterator[FieldProblem]:
    """Yields the problems of fields of one slot that contradict each other."""
    if hours.end_time is not None and hours.start_time >= hours.end_time:
        yield FieldProblem(f"{path}.startTime", "must be before endTime")
    if hours.specific_date is None and not hours.is_recurring:
        yield FieldProblem(f"{path}.specificDate", "must be given when isRecurring is false")
    weekday = hours.day_of_week if hours.specific_date is None else Weekday.of(hours.specific_date)
    if weekday is not hours.day_of_week:
        yield FieldProblem(f"{path}.specificDate", f"must fall on its dayOfWeek, and is a {weekday.capitalize()}")


def _overlaps(slots: tuple[Slot, ...], now: datetime) -> list[FieldProblem]:
    return [FieldProblem(f"slots.{position}", "overlaps another slot") for position in sorted(overlapping(slots, now))]
