"""The queries of matching on PostgreSQL."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from attrs import field, frozen
from sqlalchemy import BigInteger, Boolean, ColumnElement, bindparam, cast, func, null, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from hushroom_adapters.postgres.availability.mappings import BOOKING, SLOT
from hushroom_adapters.postgres.availability.tables import AVAILABILITY_SLOTS, BOOKING_ORDER, BOOKINGS, SLOT_ORDER
from hushroom_adapters.postgres.companions.cards import CARD_ID, IS_OFFERED, Cards, card_at
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.batch_loader import BatchLoader
from hushroom_adapters.postgres.core.executor import QueryExecutor, Row
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_adapters.postgres.matching.tables import CANDIDATE_CHANGES
from hushroom_adapters.postgres.sessions.mappings import SESSION
from hushroom_adapters.postgres.sessions.tables import SESSIONS
from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.matching.queries import Calendar, OfferedCompanion, SessionToMatch
from hushroom_domain.shared.ids import CompanionId, SessionId

_s = SESSIONS.c
_IDS = bindparam("companions", type_=ARRAY(UUID(as_uuid=True)))
_SESSIONS = bindparam("sessions", type_=ARRAY(UUID(as_uuid=True)))
_OWN = select(COMPANIONS.c.id).where(COMPANIONS.c.user_id == _s.seeker_id).correlate(SESSIONS).scalar_subquery()
_NEWEST = select(func.coalesce(func.max(CANDIDATE_CHANGES.c.id), 0)).scalar_subquery()
_WANTED = (
    select(*SESSION.columns, GOALS.c.keywords, _OWN, _NEWEST)
    .select_from(SESSIONS.outerjoin(GOALS, GOALS.c.session_id == _s.id))
    .where(_s.id == func.any(_SESSIONS))
)


def _nothing(columns: Iterable[ColumnElement[Any]], name: str) -> list[ColumnElement[Any]]:
    """Returns a null in place of each column, so that rows of several kinds fit into one result."""
    return [cast(null(), column.type).label(f"{name}_{place}") for place, column in enumerate(columns)]


_CARDS = Cards.of(COMPANIONS)
_NO_CARD, _NO_SLOT = _nothing(_CARDS.columns, "card"), _nothing(SLOT.columns, "slot")
_NO_BOOKING = _nothing(BOOKING.columns, "booking")
_SLOTS = select(*SLOT.columns, *_NO_BOOKING, func.row_number().over(order_by=SLOT_ORDER).label("position")).where(
    AVAILABILITY_SLOTS.c.companion_id == func.any(_IDS)
)
_BOOKED = select(*_NO_SLOT, *BOOKING.columns, func.row_number().over(order_by=BOOKING_ORDER).label("position")).where(
    BOOKINGS.c.companion_id == func.any(_IDS), BOOKINGS.c.released_at.is_(None)
)
_SLOTS_OR_BLOCKS = _SLOTS.where(or_(AVAILABILITY_SLOTS.c.is_blocked, bindparam("with_hours", type_=Boolean)))
_CALENDARS = union_all(_SLOTS, _BOOKED).order_by("position")
_OFFERED = (
    select(*_NO_SLOT, *_NO_BOOKING, cast(0, BigInteger).label("position"), *_CARDS.columns)
    .select_from(_CARDS.source)
    .where(COMPANIONS.c.id == func.any(_IDS), IS_OFFERED)
)
_OFFERS = union_all(_OFFERED, _SLOTS_OR_BLOCKS.add_columns(*_NO_CARD), _BOOKED.add_columns(*_NO_CARD)).order_by(
    "position"
)
_CALENDAR_WIDTH = SLOT.width + BOOKING.width + 1
_CARD_ID = _CALENDAR_WIDTH + CARD_ID
_FREE = Calendar()


@frozen
class PostgresMatchingQueries:
    """Implements `MatchingQueries`."""

    executor: QueryExecutor
    _wanted: BatchLoader[SessionId, SessionToMatch] = field(init=False)

    @_wanted.default
    def _gathering(self) -> BatchLoader[SessionId, SessionToMatch]:
        return BatchLoader(self._all_wanted)

    async def wanted(self, session_id: SessionId) -> SessionToMatch | None:
        return await self._wanted(session_id)

    async def _all_wanted(self, asked: Collection[SessionId]) -> Mapping[SessionId, SessionToMatch]:
        found = map(_wanted_of, await self.executor.rows(_WANTED, sessions=list(asked)))
        return {one.session.id: one for one in found}

    async def offers(
        self, companions: Collection[CompanionId], *, with_hours: bool
    ) -> Mapping[CompanionId, OfferedCompanion]:
        rows = await self.executor.rows(_OFFERS, companions=list(companions), with_hours=with_hours)
        cards = [card_at(row, _CALENDAR_WIDTH) for row in rows if row[_CARD_ID] is not None]
        calendars = _calendars(row for row in rows if row[_CARD_ID] is None)
        return {card.companion.id: OfferedCompanion(card, calendars.get(card.companion.id, _FREE)) for card in cards}

    async def calendars(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, Calendar]:
        found = _calendars(await self.executor.rows(_CALENDARS, companions=list(companions)))
        return {one: found.get(one, _FREE) for one in companions}


def _wanted_of(row: Row) -> SessionToMatch:
    keywords, own, newest_change = row[SESSION.width :]
    return SessionToMatch(SESSION.load(row), tuple(keywords or ()), own, newest_change)


def _calendars(rows: Iterable[Row]) -> Mapping[CompanionId, Calendar]:
    """Builds the calendars of those who have a slot or a booking."""
    slots: dict[CompanionId, list[Slot]] = defaultdict(list)
    bookings: dict[CompanionId, list[Booking]] = defaultdict(list)
    for row in rows:
        slot = SLOT.load_if_any(row)
        if slot is not None:
            slots[slot.companion_id].append(slot)
            continue
        booking = BOOKING.load(row, SLOT.width)
        bookings[booking.companion_id].append(booking)
    return {one: Calendar(tuple(slots[one]), tuple(bookings[one])) for one in slots.keys() | bookings.keys()}
