"""The queries about companions on PostgreSQL."""

from collections.abc import Collection, Sequence
from typing import Any

from attrs import Factory, frozen
from sqlalchemy import ARRAY, UUID, any_, bindparam, or_, select, true

from hushroom_adapters.postgres.companions.cards import IS_OFFERED, Cards, card_at
from hushroom_adapters.postgres.companions.mappings import COMPANION
from hushroom_adapters.postgres.companions.searches import CompanionSearches
from hushroom_adapters.postgres.companions.tables import COMPANIONS, FAVOURITES
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.pages import as_window
from hushroom_adapters.postgres.core.sql import word
from hushroom_adapters.postgres.identity.languages import languages_of, skills
from hushroom_adapters.postgres.identity.mappings import USER
from hushroom_adapters.postgres.identity.tables import USERS
from hushroom_adapters.postgres.ordering import listed, newest_first
from hushroom_adapters.postgres.sessions.access import SIGN_IN, is_live
from hushroom_domain.companions.policy import MOST_FAVOURITES
from hushroom_domain.companions.queries import (
    APPLICATION_LIST,
    CompanionCard,
    CompanionSearch,
    OwnProfile,
)
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import Viewer
from hushroom_domain.shared.ids import CompanionId, FamilyId, UserId
from hushroom_domain.shared.paging import Page, Slice, Window

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
_f = FAVOURITES.c
_IDS = ARRAY(UUID(as_uuid=True))
_FAVOURITES = (
    select(*_CARDS.columns)
    .select_from(_CARDS.source.join(FAVOURITES, _f.companion_id == _c.id))
    .where(_f.user_id == bindparam("user"), IS_OFFERED)
    .order_by(*newest_first(FAVOURITES))
    .limit(MOST_FAVOURITES)
)
_FAVOURITES_AMONG = select(_f.companion_id).where(
    _f.user_id == bindparam("user"), _f.companion_id == any_(bindparam("companions", type_=_IDS))
)


@frozen
class PostgresCompanionQueries:
    """Implements `CompanionQueries`."""

    executor: QueryExecutor
    searches: CompanionSearches = Factory(lambda self: CompanionSearches(self.executor), takes_self=True)

    async def own(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> OwnProfile | None:
        row = await self.executor.row(_OWN_OF_USER, user_id=user_id, sign_in=sign_in_id)
        return None if row is None else own_profile(row)

    async def card(self, companion_id: CompanionId, viewer: Viewer | None) -> CompanionCard | None:
        actor, is_admin = (viewer.user_id, viewer.is_admin) if viewer else (None, False)
        row = await self.executor.row(_CARD, id=companion_id, viewer=actor, is_admin=is_admin)
        return None if row is None else card_at(row)

    async def favourites(self, user_id: UserId) -> tuple[CompanionCard, ...]:
        return tuple(card_at(row) for row in await self.executor.rows(_FAVOURITES, user=user_id))

    async def favourites_among(self, user_id: UserId, companions: Collection[CompanionId]) -> frozenset[CompanionId]:
        rows = await self.executor.rows(_FAVOURITES_AMONG, user=user_id, companions=list(companions))
        return frozenset(row[0] for row in rows)

    async def search(self, search: CompanionSearch, window: Window) -> Page[CompanionCard]:
        return await self.searches.page(search, window)

    async def pending(self, window: Window) -> Slice[OwnProfile]:
        rows = await self.executor.rows(_PENDING[window.after is not None], **as_window(window))
        return APPLICATION_LIST.cut([own_profile(row) for row in rows], window.take)


def own_profile(row: Sequence[Any], at: int = 0) -> OwnProfile:
    """Builds the profile whose columns begin at position `at`: the companion, the user and the languages."""
    user = at + COMPANION.width
    rest = user + USER.width
    return OwnProfile(
        companion=COMPANION.load(row, at),
        user=USER.load(row, user),
        languages=skills(row[rest], row[rest + 1]),
    )
