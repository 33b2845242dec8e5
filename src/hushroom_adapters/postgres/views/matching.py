"""What matching asks, from PostgreSQL."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from attrs import frozen
from sqlalchemy import ColumnElement, Select, bindparam, cast, func, null, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from hushroom_adapters.postgres.entities import BOOKING, SESSION, SLOT, language_key, tag_key
from hushroom_adapters.postgres.ordering import BOOKING_ORDER, SLOT_ORDER
from hushroom_adapters.postgres.statements import Reads, Row
from hushroom_adapters.postgres.tables import AVAILABILITY_SLOTS, BOOKINGS, COMPANIONS, GOALS, SESSIONS
from hushroom_adapters.postgres.views.cards import (
    IS_OFFERED,
    KNOWS,
    RANKING,
    SPEAKS,
    Cards,
    card_at,
)
from hushroom_domain.availability.model import Booking, Slot
from hushroom_domain.companions.model import Standing
from hushroom_domain.companions.queries import CompanionCard
from hushroom_domain.matching.model import Candidate, Wish
from hushroom_domain.matching.queries import Calendar, Wanted
from hushroom_domain.shared.ids import CompanionId, SessionId, UserId
from hushroom_domain.shared.money import Money

_c, _s = COMPANIONS.c, SESSIONS.c
_FILTERS: dict[str, ColumnElement[bool]] = {
    "max_price": _c.hourly_rate_minor <= bindparam("max_price"),
    "is_online": _c.is_online == bindparam("is_online"),
    "language": SPEAKS,
    "tags": KNOWS,
}
_SCORED = (
    *("id", "hourly_rate_minor", "currency", "expertise_tags"),
    *("total_sessions", "success_rate", "average_rating", "reputation_score"),
)
_WANTED = (
    select(*SESSION.columns, GOALS.c.keywords)
    .select_from(SESSIONS.outerjoin(GOALS, GOALS.c.session_id == _s.id))
    .where(_s.id == bindparam("session"))
)
_IDS = bindparam("companions", type_=ARRAY(UUID(as_uuid=True)))
_OFFERED = Cards.of(select(COMPANIONS).where(IS_OFFERED, _c.id == func.any(_IDS)).subquery("offered"))
_CARDS = select(*_OFFERED.columns).select_from(_OFFERED.source)
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
class PostgresMatchingViews:
    """Implements `MatchingViews`."""

    reads: Reads

    async def wanted(self, session_id: SessionId) -> Wanted | None:
        row = await self.reads.row(_WANTED, session=session_id)
        return None if row is None else Wanted(SESSION.load(row), tuple(row[SESSION.width] or ()))

    async def candidates(self, seeker_id: UserId, wish: Wish, since: datetime, limit: int) -> tuple[Candidate, ...]:
        given = _parameters(wish)
        statement = _candidates(frozenset(given))
        rows = await self.reads.rows(statement, **given, seeker=seeker_id, since=since, at_most=limit)
        return tuple(map(_candidate, rows))

    async def cards(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, CompanionCard]:
        found = (card_at(row) for row in await self.reads.rows(_CARDS, companions=list(companions)))
        return {card.companion.id: card for card in found}

    async def calendars(self, companions: Collection[CompanionId]) -> Mapping[CompanionId, Calendar]:
        slots: dict[CompanionId, list[Slot]] = defaultdict(list)
        bookings: dict[CompanionId, list[Booking]] = defaultdict(list)
        for row in await self.reads.rows(_CALENDARS, companions=list(companions)):
            slot = SLOT.load_if_any(row)
            if slot is not None:
                slots[slot.companion_id].append(slot)
                continue
            booking = BOOKING.load(row, SLOT.width)
            bookings[booking.companion_id].append(booking)
        return {one: Calendar(tuple(slots[one]), tuple(bookings[one])) for one in companions}


def _candidate(row: Row) -> Candidate:
    companion_id, rate, currency, tags, sessions, success_rate, average, reputation, selections = row
    return Candidate(
        companion_id=companion_id,
        hourly_rate=Money(rate, currency),
        expertise_tags=tuple(tags),
        standing=Standing(
            total_sessions=sessions, success_rate=success_rate, average_rating=average, reputation_score=reputation
        ),
        selections=selections,
    )


def _parameters(wish: Wish) -> dict[str, Any]:
    given = {
        "max_price": wish.max_price.minor if wish.max_price is not None else None,
        "is_online": True if wish.online_only else None,
        "language": language_key(wish.language) if wish.language else None,
        "tags": [tag_key(wish.expertise_tag)] if wish.expertise_tag else None,
    }
    return {name: value for name, value in given.items() if value is not None}


@cache
def _candidates(filters: frozenset[str]) -> Select[Any]:
    """The first of the ranking that fit, and how often each was chosen; only what is scored of them."""
    fitting = select(COMPANIONS).where(
        IS_OFFERED, _c.user_id != bindparam("seeker"), *(_FILTERS[name] for name in sorted(filters))
    )
    ranked = fitting.order_by(*RANKING).limit(bindparam("at_most")).subquery("ranked")
    chosen = (
        select(func.count().label("selections"))
        .select_from(SESSIONS)
        .where(_s.companion_id == ranked.c.id, _s.matched_at > bindparam("since"))
        .lateral("chosen")
    )
    ranking = (ranked.c.is_online.desc(), ranked.c.reputation_score.desc(), ranked.c.id)
    scored = (ranked.c[name] for name in _SCORED)
    return select(*scored, chosen.c.selections).select_from(ranked.join(chosen, true())).order_by(*ranking)
