"""Query port of availability; each query is one statement."""

from typing import Protocol

from hushroom_domain.availability.model import Slot
from hushroom_domain.shared.ids import CompanionId, UserId


class AvailabilityQueries(Protocol):
    """Reads slots and blocks, in order of date, weekday and start."""

    async def of_user(self, user_id: UserId) -> tuple[Slot, ...] | None:
        """Returns the slots of the user's companion profile; None without a profile."""
        ...

    async def of_companion(self, companion_id: CompanionId) -> tuple[Slot, ...] | None:
        """Returns the slots of an approved companion; None when there is no such companion."""
        ...
