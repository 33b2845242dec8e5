"""Slots and bookings in PostgreSQL."""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, delete, update

from hushroom_adapters.postgres.availability.mappings import BOOKING, SLOT
from hushroom_adapters.postgres.availability.tables import AVAILABILITY_SLOTS, BOOKING_ORDER, BOOKINGS, SLOT_ORDER
from hushroom_adapters.postgres.core.executor import TableStatements
from hushroom_adapters.postgres.core.repositories import PostgresRepositories
from hushroom_adapters.postgres.core.transaction import Transaction
from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.shared.ids import CompanionId, SessionId, SlotId, UserId

_SLOTS = TableStatements(SLOT)
_BOOKINGS = TableStatements(BOOKING)
_SLOTS_OF = _SLOTS.by(AVAILABILITY_SLOTS.c.companion_id).order_by(*SLOT_ORDER)
_OF_COMPANION = delete(AVAILABILITY_SLOTS).where(AVAILABILITY_SLOTS.c.companion_id == bindparam("companion"))
_REMOVE_HOURS = _OF_COMPANION.where(AVAILABILITY_SLOTS.c.is_blocked.is_(False))
_REMOVE_BLOCK = _OF_COMPANION.where(
    AVAILABILITY_SLOTS.c.is_blocked.is_(True), AVAILABILITY_SLOTS.c.id == bindparam("slot")
).returning(*SLOT.columns)
_BOOKINGS_OF = _BOOKINGS.by(BOOKINGS.c.companion_id).where(BOOKINGS.c.released_at.is_(None)).order_by(*BOOKING_ORDER)
_LIVE_OF_SESSION = update(BOOKINGS).where(
    BOOKINGS.c.session_id == bindparam("session"), BOOKINGS.c.released_at.is_(None)
)
_OPEN_END = _LIVE_OF_SESSION.values(is_open_ended=True, is_running=True, seeker_id=bindparam("seeker"))
_RELEASE = _LIVE_OF_SESSION.values(released_at=bindparam("now"))


@frozen
class PostgresSlots:
    """Implements `Slots`."""

    transaction: Transaction

    async def of(self, companion_id: CompanionId) -> tuple[Slot, ...]:
        return await self.transaction.many(SLOT, _SLOTS_OF, companion_id=companion_id)

    async def replace_hours(self, companion_id: CompanionId, slots: Iterable[Slot]) -> None:
        await self.transaction.run(_REMOVE_HOURS, companion=companion_id)
        await self.transaction.add_all(_SLOTS, tuple(slots))

    async def add(self, slot: Slot) -> None:
        await self.transaction.add(_SLOTS, slot)

    async def remove_block(self, companion_id: CompanionId, slot_id: SlotId) -> Slot | None:
        return await self.transaction.one(SLOT, _REMOVE_BLOCK, companion=companion_id, slot=slot_id)


@frozen
class PostgresBookings:
    """Implements `Bookings`."""

    transaction: Transaction

    async def of(self, companion_id: CompanionId) -> tuple[Booking, ...]:
        return await self.transaction.many(BOOKING, _BOOKINGS_OF, companion_id=companion_id)

    async def add(self, booking: Booking) -> None:
        await self.transaction.add(_BOOKINGS, booking)

    async def open_end(self, session_id: SessionId, seeker_id: UserId) -> None:
        await self.transaction.run(_OPEN_END, session=session_id, seeker=seeker_id)

    async def release(self, session_id: SessionId, now: datetime) -> None:
        await self.transaction.run(_RELEASE, session=session_id, now=now)


class PostgresAvailabilityRepositories(PostgresRepositories):
    """The repositories of availability in one transaction."""

    @property
    def slots(self) -> PostgresSlots:
        return PostgresSlots(self.transaction)

    @property
    def bookings(self) -> PostgresBookings:
        return PostgresBookings(self.transaction)
