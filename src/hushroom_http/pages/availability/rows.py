"""The rows of the list of blocks."""

from datetime import date, time

from attrs import frozen

from hushroom_domain.availability.model import LAST_MINUTE, MIDNIGHT, Slot
from hushroom_domain.shared.ids import SlotId


@frozen(kw_only=True)
class BlockRow:
    """One block: its day and its hours; an end of 00:00 is midnight at the end of the day."""

    id: SlotId
    day: date
    start: time
    end: time

    @property
    def is_whole_day(self) -> bool:
        return self.start == self.end == MIDNIGHT


def block_rows(slots: list[Slot]) -> list[BlockRow]:
    """Returns a row for each block among the slots."""
    return [
        BlockRow(id=slot.id, day=slot.specific_date, start=slot.start_time, end=_end_of(slot))
        for slot in slots
        if slot.is_blocked and slot.specific_date
    ]


def _end_of(slot: Slot) -> time:
    return MIDNIGHT if slot.end_time is None or slot.end_time == LAST_MINUTE else slot.end_time
