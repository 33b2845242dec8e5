"""The queries about availability on PostgreSQL."""

from collections.abc import Sequence

from attrs import frozen
from sqlalchemy import bindparam, select

from hushroom_adapters.postgres.availability.mappings import SLOT
from hushroom_adapters.postgres.availability.tables import AVAILABILITY_SLOTS, SLOT_ORDER
from hushroom_adapters.postgres.companions.cards import IS_OFFERED
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.executor import QueryExecutor, Row
from hushroom_domain.availability.model import Slot
from hushroom_domain.shared.ids import CompanionId, UserId

_c = COMPANIONS.c
_SLOTS = (
    select(*SLOT.columns)
    .select_from(COMPANIONS.outerjoin(AVAILABILITY_SLOTS, AVAILABILITY_SLOTS.c.companion_id == _c.id))
    .order_by(*SLOT_ORDER)
)
_OF_USER = _SLOTS.where(_c.user_id == bindparam("user_id"))
_OF_COMPANION = _SLOTS.where(_c.id == bindparam("id"), IS_OFFERED)


@frozen
class PostgresAvailabilityQueries:
    """Implements `AvailabilityQueries`."""

    executor: QueryExecutor

    async def of_user(self, user_id: UserId) -> tuple[Slot, ...] | None:
        return _slots(await self.executor.rows(_OF_USER, user_id=user_id))

    async def of_companion(self, companion_id: CompanionId) -> tuple[Slot, ...] | None:
        return _slots(await self.executor.rows(_OF_COMPANION, id=companion_id))


def _slots(rows: Sequence[Row]) -> tuple[Slot, ...] | None:
    """Returns the slots of a companion; without slots, one row of nulls says that the companion exists."""
    if not rows:
        return None
    return tuple(SLOT.load(row) for row in rows if row[0] is not None)
