"""The queries about companions on PostgreSQL."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from attrs import frozen
from sqlalchemy import ColumnElement, Select, all_, bindparam, func, or_, select, true

from hushroom_adapters.postgres.companions.cards import IS_OFFERED, KNOWS, RANKING, SPEAKS, Cards, card_at
from hushroom_adapters.postgres.companions.mappings import COMPANION
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.columns import TEXTS
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.pages import as_window, page_of, search_of
from hushroom_adapters.postgres.core.patterns import containing
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.identity.languages import languages_of, skills
from hushroom_adapters.postgres.identity.mappings import USER, language_key
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_adapters.postgres.ordering import listed, over
from hushroom_adapters.postgres.sessions.access import SIGN_IN, is_live
from hushroom_domain.companions.queries import (
    APPLICATION_LIST,
    COMPANION_LIST,
    CompanionCard,
    CompanionSearch,
    OwnProfile,
)
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import CompanionId, FamilyId, UserId
from hushroom_domain.shared.paging import Page, Slice, Window
from hushroom_domain.shared.text import fold, folded_words

_c = COMPANIONS.c
_SPOKEN = languages_of(_c.user_id)
_OWN = select(*COMPANION.columns, *USER.columns, _SPOKEN.c.languages, _SPOKEN.c.proficiencies).select_from(
    COMPANIONS.join(USERS, USERS.c.id == _c.user_id).join(_SPOKEN, true())
)
_OWN_OF_USER = _OWN.where(_c.user_id == bindparam("user_id"), is_live(_c.user_id, SIGN_IN))
_WAITING = _OWN.where(_c.status == word(CompanionStatus.PENDING_REVIEW))
_PENDING = {goes_on: listed(_WAITING, (_c.created_at, _c.id), goes_on=goes_on) for goes_on in (False, True)}
_CARDS = Cards.of(COMPANIONS)
_CARD = (
    select(*_CARDS.columns)
    .select_from(_CARDS.source)
    .where(_c.id == bindparam("id"), or_(IS_OFFERED, bindparam("is_admin"), _c.user_id == bindparam("viewer")))
)
_WORD = func.unnest(bindparam("words", type_=TEXTS)).column_valued("word")
_FILTERS: dict[str, ColumnElement[bool]] = {
    "type": _c.type == bindparam("type"),
    "min_rating": _c.average_rating >= bindparam("min_rating"),
    "is_online": _c.is_online == bindparam("is_online"),
    "language": SPEAKS,
    "tags": KNOWS,
    # The longest word uses the index; the others filter the rows that it found.
    "longest": _c.search_text.like(bindparam("longest")),
    "words": _c.search_text.like(all_(select(_WORD).scalar_subquery())),
}


@frozen
class PostgresCompanionQueries:
    """Implements `CompanionQueries`."""

    executor: QueryExecutor

    async def own(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> OwnProfile | None:
        row = await self.executor.row(_OWN_OF_USER, user_id=user_id, sign_in=sign_in_id)
        return None if row is None else _own(row)

    async def card(self, companion_id: CompanionId, viewer: Viewer | None) -> CompanionCard | None:
        actor, is_admin = (viewer.user_id, viewer.is_admin) if viewer else (None, False)
        row = await self.executor.row(_CARD, id=companion_id, viewer=actor, is_admin=is_admin)
        return None if row is None else card_at(row)

    async def search(self, search: CompanionSearch, window: Window) -> Page[CompanionCard]:
        if folded_words(search.text) == ():
            return Page((), 0)
        given = _parameters(search)
        statement = _search(frozenset(given), goes_on=window.after is not None)
        rows = await self.executor.rows(statement, **given, **as_window(window))
        cards = [card_at(row, 1) for row in rows if row[1] is not None]
        return page_of(COMPANION_LIST, cards, window, rows[0][0], is_counted=True)

    async def pending(self, window: Window) -> Slice[OwnProfile]:
        rows = await self.executor.rows(_PENDING[window.after is not None], **as_window(window))
        return APPLICATION_LIST.cut([_own(row) for row in rows], window.take)


def _own(row: Sequence[Any]) -> OwnProfile:
    rest = COMPANION.width + USER.width
    return OwnProfile(
        companion=COMPANION.load(row),
        user=USER.load(row, COMPANION.width),
        languages=skills(row[rest], row[rest + 1]),
    )


def _parameters(search: CompanionSearch) -> dict[str, Any]:
    """Returns the filters that are asked for; a blank text asks for nothing."""
    words = sorted(map(containing, folded_words(search.text) or ()), key=len, reverse=True)
    given = {
        "type": search.type.value if search.type else None,
        "min_rating": search.min_rating,
        "is_online": search.is_online,
        "language": language_key(search.language) if search.language else None,
        "tags": [fold(search.expertise_tag)] if search.expertise_tag else None,
        "longest": words[0] if words else None,
        "words": words[1:] or None,
    }
    return {name: value for name, value in given.items() if value is not None}


@cache
def _search(filters: frozenset[str], *, goes_on: bool) -> Select[Any]:
    """Selects one page and the total."""
    conditions = (_FILTERS[name] for name in sorted(filters))
    source, counted, rows = search_of(COMPANIONS, RANKING, IS_OFFERED, *conditions, goes_on=goes_on)
    cards = Cards.of(rows, before=source)
    return select(counted.c.total, *cards.columns).select_from(cards.source).order_by(*over(rows, RANKING))
