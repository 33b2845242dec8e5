"""Ports of availability."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.ports import Users
from hushroom_domain.shared.ids import CompanionId, SessionId, SlotId, UserId
from hushroom_domain.shared.quotas import QuotaUsage


class Slots(Protocol):
    """Stores slots and blocks of companions."""

    async def of(self, companion_id: CompanionId) -> tuple[Slot, ...]: ...

    async def replace_hours(self, companion_id: CompanionId, slots: Iterable[Slot]) -> None:
        """Replaces all slots of the companion; blocks stay."""
        ...

    async def add(self, slot: Slot) -> None: ...

    async def remove_block(self, companion_id: CompanionId, slot_id: SlotId) -> Slot | None:
        """Removes and returns a block; None when the companion has no such block."""
        ...


class Bookings(Protocol):
    """Stores bookings; two bookings of one seat never overlap."""

    async def of(self, companion_id: CompanionId) -> tuple[Booking, ...]:
        """Returns the companion's bookings of sessions that have not ended."""
        ...

    async def add(self, booking: Booking) -> None:
        """Adds a booking of a seat and of the seeker's appointed time. Raises: CompanionFull, SessionsOverlap."""
        ...

    async def open_end(self, session_id: SessionId, seeker_id: UserId) -> None:
        """Marks the session as begun, so that its booking lasts until `release`.

        Raises: AlreadyRunning.
        """
        ...

    async def release(self, session_id: SessionId, now: datetime) -> None:
        """Removes the session's booking, if it has one."""
        ...


class AvailabilityWork(Protocol):
    """The part of a transaction that availability uses; `users` is for the time zone of the companion's user."""

    @property
    def quotas(self) -> QuotaUsage: ...
    @property
    def users(self) -> Users: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def slots(self) -> Slots: ...
