"""Companion cards: the columns that make one, and the filters that find them."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import ColumnElement, bindparam, exists, true
from sqlalchemy.sql.selectable import FromClause

from hushroom_adapters.postgres.companions.mappings import COMPANION
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.core.executor import Row
from hushroom_adapters.postgres.core.remembered_rows import RememberedRows
from hushroom_adapters.postgres.identity.languages import languages_of, skills
from hushroom_adapters.postgres.identity.tables import USER_LANGUAGES, USERS
from hushroom_domain.companions.queries import CompanionCard

_c, _l = COMPANIONS.c, USER_LANGUAGES.c

CARD_ID = [column.name for column in COMPANION.columns].index("id")
"""The position of the id in the columns of a card."""
_WIDTH = COMPANION.width + 4
REMEMBERED_CARDS = 2_048
RANKING = (_c.is_online.desc(), _c.reputation_score.desc(), _c.id)
BY_PRICE = (_c.hourly_rate_minor, _c.id)
IS_OFFERED: ColumnElement[bool] = _c.is_offered
"""Selects approved companions with an enabled user; a trigger keeps this flag in the row."""


def speaks(companions: FromClause) -> ColumnElement[bool]:
    """Selects the companions that speak the `language`."""
    return exists().where(_l.user_id == companions.c.user_id, _l.language_key == bindparam("language"))


def knows(companions: FromClause) -> ColumnElement[bool]:
    """Selects the companions that have all `tags`."""
    return companions.c.folded_tags.contains(bindparam("tags", type_=_c.folded_tags.type))


@frozen
class Cards:
    """The columns and the FROM clause of companion cards."""

    columns: tuple[ColumnElement[Any], ...]
    source: FromClause

    @classmethod
    def of(cls, companions: FromClause, *, before: FromClause | None = None) -> "Cards":
        """Returns the cards of these rows of companions; `before` is an outer join that contains them."""
        c, is_outer = companions.c, before is not None
        spoken = languages_of(c.user_id)
        joined = companions if before is None else before
        source = joined.join(USERS, USERS.c.id == c.user_id, isouter=is_outer).join(spoken, true(), isouter=is_outer)
        entity = (c[column.name] for column in COMPANION.columns)
        about = (USERS.c.display_name, USERS.c.avatar_url, spoken.c.languages, spoken.c.proficiencies)
        return cls((*entity, *about), source)


def card_at(row: Sequence[Any], at: int = 0) -> CompanionCard:
    """Returns the card whose columns begin at position `at`."""
    return _card(tuple(row[at : at + _WIDTH]))


def _built(row: Row) -> CompanionCard:
    display_name, avatar_url, languages, proficiencies = row[COMPANION.width :]
    return CompanionCard(
        companion=COMPANION.load(row),
        display_name=display_name,
        avatar_url=avatar_url,
        languages=skills(languages, proficiencies),
    )


_card = RememberedRows(_built, key=CARD_ID, most=REMEMBERED_CARDS)
