"""Slots, blocks and bookings in memory."""

from collections.abc import Iterable
from datetime import date, datetime, time

from attrs import evolve, frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.availability.errors import CompanionFull
from hushroom_domain.availability.model import Booking, Slot, Weekday
from hushroom_domain.sessions.errors import AlreadyRunning, SessionsOverlap
from hushroom_domain.shared.ids import CompanionId, SessionId, SlotId, UserId

WEEK = tuple(Weekday)


def slots_of(tables: Tables, companion_id: CompanionId) -> tuple[Slot, ...]:
    """Returns the companion's slots and blocks by date (those of every week last), weekday and start."""
    slots = (slot for slot in tables.slots.values() if slot.companion_id == companion_id)
    return tuple(sorted(slots, key=_order))


def _order(slot: Slot) -> tuple[date, int, time, int]:
    return (slot.specific_date or date.max, WEEK.index(slot.day_of_week), slot.start_time, slot.id.int)


def bookings_of(tables: Tables, companion_id: CompanionId) -> tuple[Booking, ...]:
    """Returns the companion's live bookings by start and seat."""
    bookings = (booking for booking in tables.bookings.values() if booking.companion_id == companion_id)
    return tuple(sorted(bookings, key=lambda booking: (booking.period.start, booking.seat)))


def _meet(one: Booking, other: Booking) -> bool:
    """Returns whether two bookings of one seeker are appointed for the same time."""
    if one.appointment is None or other.appointment is None:
        return False
    return one.appointment.overlaps(other.appointment)


@frozen
class MemorySlots:
    """Implements `Slots`."""

    tables: Tables

    async def of(self, companion_id: CompanionId) -> tuple[Slot, ...]:
        return slots_of(self.tables, companion_id)

    async def replace_hours(self, companion_id: CompanionId, slots: Iterable[Slot]) -> None:
        for slot in slots_of(self.tables, companion_id):
            if not slot.is_blocked:
                self.tables.slots.remove(slot.id)
        for slot in slots:
            self.tables.slots.put(slot.id, slot)

    async def add(self, slot: Slot) -> None:
        self.tables.slots.put(slot.id, slot)

    async def remove_block(self, companion_id: CompanionId, slot_id: SlotId) -> Slot | None:
        slot = self.tables.slots.get(slot_id)
        if slot is None or not slot.is_blocked or slot.companion_id != companion_id:
            return None
        self.tables.slots.remove(slot_id)
        return slot


@frozen
class MemoryBookings:
    """Implements `Bookings`; like a database it lets no two bookings of one seat or of one seeker overlap."""

    tables: Tables

    async def of(self, companion_id: CompanionId) -> tuple[Booking, ...]:
        return bookings_of(self.tables, companion_id)

    async def add(self, booking: Booking) -> None:
        assert self.tables.bookings.get(booking.session_id) is None, "a session holds one seat"
        others = bookings_of(self.tables, booking.companion_id)
        if any(other.seat == booking.seat and other.period.overlaps(booking.period) for other in others):
            raise CompanionFull
        if any(_meet(other, booking) for other in self._of_seeker(booking.seeker_id)):
            raise SessionsOverlap
        self.tables.bookings.put(booking.session_id, booking)

    async def open_end(self, session_id: SessionId, seeker_id: UserId) -> None:
        if any(other.is_running and other.session_id != session_id for other in self._of_seeker(seeker_id)):
            raise AlreadyRunning
        booking = self.tables.bookings.get(session_id)
        if booking is not None:
            begun = evolve(booking, is_open_ended=True, is_running=True, seeker_id=seeker_id)
            self.tables.bookings.put(session_id, begun)

    def _of_seeker(self, seeker_id: UserId | None) -> list[Booking]:
        bookings = self.tables.bookings.values() if seeker_id is not None else ()
        return [booking for booking in bookings if booking.seeker_id == seeker_id]

    async def release(self, session_id: SessionId, now: datetime) -> None:  # noqa: ARG002 - the row is not kept
        self.tables.bookings.remove(session_id)


class MemoryAvailabilityRepositories(MemoryRepositories):
    """The repositories of availability in one transaction."""

    @property
    def slots(self) -> MemorySlots:
        return MemorySlots(self.tables)

    @property
    def bookings(self) -> MemoryBookings:
        return MemoryBookings(self.tables)
