"""The queries of matching on PostgreSQL."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from attrs import frozen
from sqlalchemy import bindparam, cast, func, null, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from hushroom_adapters.postgres.availability.mappings import BOOKING, SLOT
from hushroom_adapters.postgres.availability.tables import AVAILABILITY_SLOTS, BOOKING_ORDER, BOOKINGS, SLOT_ORDER
from hushroom_adapters.postgres.companions.cards import CARD_WIDTH, IS_OFFERED, card_at
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.matching.shortlist import shortlisted
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.matching.model import CandidateCard, Criteria, Shortlist
from hushroom_domain.matching.queries import Calendar, PoolLimits, SessionToMatch
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId

_s = SESSIONS.c
_IDS = bindparam("companions", type_=ARRAY(UUID(as_uuid=True)))
_OFFERED = select(func.array_agg(COMPANIONS.c.id)).where(COMPANIONS.c.id == func.any(_IDS), IS_OFFERED)
_WANTED = (
    select(*SESSION.columns, GOALS.c.keywords, _OFFERED.scalar_subquery())
    .select_from(SESSIONS.outerjoin(GOALS, GOALS.c.session_id == _s.id))
    .where(_s.id == bindparam("session"))
)
_NO_SLOT = [cast(null(), column.type).label(f"slot_{column.name}") for column in SLOT.columns]
_NO_BOOKING = [cast(null(), column.type).label(f"booking_{column.name}") for column in BOOKING.columns]
_CALENDARS = union_all(
    select(
        *SLOT.columns,
        *_NO_BOOKING,
        func.row_number().over(order_by=SLOT_ORDER).label("position"),
    ).where(AVAILABILITY_SLOTS.c.companion_id == func.any(_IDS)),
    select(
        *_NO_SLOT,
        *BOOKING.columns,
        func.row_number().over(order_by=BOOKING_ORDER).label("position"),
    ).where(BOOKINGS.c.companion_id == func.any(_IDS), BOOKINGS.c.released_at.is_(None)),
).order_by("position")


@frozen
class PostgresMatchingQueries:
    """Implements `MatchingQueries`."""

    executor: QueryExecutor

    async def wanted(self, session_id: SessionId, among: Collection[CompanionId] = ()) -> SessionToMatch | None:
        row = await self.executor.row(_WANTED, session=session_id, companions=list(among))
        if row is None:
            return None
        keywords, offered = row[SESSION.width :]
        return SessionToMatch(SESSION.load(row), tuple(keywords or ()), frozenset(offered or ()))

    async def shortlist(
        self, seeker_id: UserId, keywords: tuple[str, ...], criteria: Criteria, since: datetime, sizes: PoolLimits
    ) -> Shortlist:
        rows = await shortlisted(self.executor, seeker_id, keywords, criteria, since, sizes)
        offers = (CandidateCard(card=card_at(row), selections=row[CARD_WIDTH]) for row in rows)
        return Shortlist(tuple(offers), rows[0][-1] if rows else 0)

    async def calendars(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, Calendar]:
        slots: dict[CompanionId, list[Slot]] = defaultdict(list)
        bookings: dict[CompanionId, list[Booking]] = defaultdict(list)
        for row in await self.executor.rows(_CALENDARS, companions=list(companions)):
            slot = SLOT.load_if_any(row)
            if slot is not None:
                slots[slot.companion_id].append(slot)
                continue
            booking = BOOKING.load(row, SLOT.width)
            bookings[booking.companion_id].append(booking)
        return {one: Calendar(tuple(slots[one]), tuple(bookings[one])) for one in companions}
