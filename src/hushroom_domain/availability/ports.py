"""What availability needs from the world."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.companions.ports import Companions
from hushroom_domain.identity.ports import Users
from hushroom_domain.shared.ids import CompanionId, SessionId, SlotId, UserId
from hushroom_domain.shared.quotas import QuotaUsage


class Slots(Protocol):
    """The slots and blocks of companions."""

    async def of(self, companion_id: CompanionId) -> tuple[Slot, ...]: ...

    async def replace_hours(self, companion_id: CompanionId, slots: Iterable[Slot]) -> None:
        """Put `slots` in the place of all that are not blocked; blocks stay."""
        ...

    async def add(self, slot: Slot) -> None: ...

    async def remove_block(self, companion_id: CompanionId, slot_id: SlotId) -> Slot | None:
        """Removes a block and answers with it; None when the companion has no such block."""
        ...


class Bookings(Protocol):
    """The seats taken; two bookings of one seat never overlap."""

    async def of(self, companion_id: CompanionId) -> tuple[Booking, ...]:
        """The bookings of sessions that are not over."""
        ...

    async def add(self, booking: Booking) -> None:
        """Takes a seat, and the appointed time of its seeker. Raises: CompanionFull, SessionsOverlap."""
        ...

    async def open_end(self, session_id: SessionId, seeker_id: UserId) -> None:
        """Notes that the session has begun: it holds its seat, and its seeker, until `release`.

        Raises: AlreadyRunning.
        """
        ...

    async def release(self, session_id: SessionId, now: datetime) -> None:
        """Give the seat back, if the session holds one."""
        ...


class AvailabilityWork(Protocol):
    """One transaction, as availability sees it; it also reads the time zone of the companion's user."""

    @property
    def quotas(self) -> QuotaUsage: ...
    @property
    def users(self) -> Users: ...
    @property
    def companions(self) -> Companions: ...
    @property
    def slots(self) -> Slots: ...
