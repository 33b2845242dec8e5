"""Publish the hours one works."""

from datetime import date, datetime, time

from attrs import frozen

from hushroom_domain.availability.errors import TooManySlots
from hushroom_domain.availability.model import Slot, Weekday
from hushroom_domain.availability.policy import MAX_SLOTS, date_problem
from hushroom_domain.availability.ports import AvailabilityWork
from hushroom_domain.availability.services.overlaps import overlapping
from hushroom_domain.shared.errors import FieldProblem, raise_for_fields
from hushroom_domain.shared.ids import CompanionId, SlotId, UserId
from hushroom_domain.shared.ports import Begin, Clock, Ids
from hushroom_domain.shared.time import zone_problem


@frozen
class SetAvailability:
    """Replaces all published hours in one transaction; blocks stay.

    Raises: ValidationFailed (start not before end, overlap, unknown zone, a date that is missing or falls on another
    weekday or is too far away), TooManySlots, CompanionNotFound.
    """

    begin: Begin[AvailabilityWork]
    clock: Clock
    ids: Ids

    @frozen(kw_only=True)
    class Hours:
        """One slot. An `end_time` of None is 24:00; a `timezone` of None is the one of the companion's user."""

        day_of_week: Weekday
        start_time: time
        end_time: time | None
        timezone: str | None = None
        is_recurring: bool = True
        specific_date: date | None = None

    @frozen
    class Command:
        user_id: UserId
        slots: "tuple[SetAvailability.Hours, ...]"

    async def __call__(self, command: Command) -> tuple[Slot, ...]:
        if len(command.slots) > MAX_SLOTS:
            raise TooManySlots
        raise_for_fields(
            *(problem for position, hours in enumerate(command.slots) for problem in _problems(position, hours))
        )
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


def _problems(position: int, hours: SetAvailability.Hours) -> list[FieldProblem]:
    found = []
    if hours.end_time is not None and hours.start_time >= hours.end_time:
        found.append(FieldProblem(f"slots.{position}.startTime", "must be before endTime"))
    problem = zone_problem(hours.timezone, f"slots.{position}.timezone") if hours.timezone is not None else None
    if problem is not None:
        found.append(problem)
    problem = _date_problem(f"slots.{position}.specificDate", hours)
    if problem is not None:
        found.append(problem)
    return found


def _date_problem(field: str, hours: SetAvailability.Hours) -> FieldProblem | None:
    if hours.specific_date is None:
        return None if hours.is_recurring else FieldProblem(field, "must be given when isRecurring is false")
    weekday = Weekday.of(hours.specific_date)
    if weekday is not hours.day_of_week:
        return FieldProblem(field, f"must fall on its dayOfWeek, and is a {weekday.capitalize()}")
    return date_problem(field, hours.specific_date)


def _overlaps(slots: tuple[Slot, ...], now: datetime) -> list[FieldProblem]:
    return [FieldProblem(f"slots.{position}", "overlaps another slot") for position in sorted(overlapping(slots, now))]
