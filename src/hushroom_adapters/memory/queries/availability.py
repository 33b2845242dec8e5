"""What can be asked about availability."""

from attrs import frozen

from hushroom_adapters.memory.availability import slots_of
from hushroom_adapters.memory.queries.companions import is_offered
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.availability.model import Slot
from hushroom_domain.shared.ids import CompanionId, UserId


@frozen
class MemoryAvailabilityQueries:
    """Implements `AvailabilityQueries`."""

    tables: Tables

    async def of_user(self, user_id: UserId) -> tuple[Slot, ...] | None:
        companions = self.tables.companions.values()
        own = next((companion for companion in companions if companion.user_id == user_id), None)
        return slots_of(self.tables, own.id) if own else None

    async def of_companion(self, companion_id: CompanionId) -> tuple[Slot, ...] | None:
        companion = self.tables.companions.get(companion_id)
        is_shown = companion is not None and is_offered(self.tables, companion)
        return slots_of(self.tables, companion_id) if is_shown else None
