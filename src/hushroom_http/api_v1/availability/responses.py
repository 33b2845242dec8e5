"""Slots and blocks."""

from collections.abc import Iterable
from typing import Annotated

from hushroom_domain.availability.model import Slot, Weekday
from hushroom_http.api_v1.formatting import at, clock_time, midnight
from hushroom_http.api_v1.response_shape import Answer, Id, Time, member_of


class SlotAnswer(Answer):
    """Local hours in `timezone`; a blocked slot removes hours."""

    id: Id
    companion_id: Id
    day_of_week: Annotated[str, member_of(Weekday)]
    start_time: str
    end_time: str
    timezone: str
    is_recurring: bool
    specific_date: Time | None
    is_blocked: bool
    created_at: Time
    updated_at: Time


def slot_answer(slot: Slot) -> SlotAnswer:
    return SlotAnswer(
        id=slot.id,
        companion_id=slot.companion_id,
        day_of_week=slot.day_of_week,
        start_time=clock_time(slot.start_time),
        end_time=clock_time(slot.end_time),
        timezone=slot.timezone,
        is_recurring=slot.is_recurring,
        specific_date=midnight(slot.specific_date),
        is_blocked=slot.is_blocked,
        created_at=at(slot.created_at),
        updated_at=at(slot.updated_at),
    )


def slot_answers(slots: Iterable[Slot]) -> list[SlotAnswer]:
    return [slot_answer(slot) for slot in slots]
