"""Companion cards: the columns that make one, and the filters that find them."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import ColumnElement, bindparam, exists, true
from sqlalchemy.sql.selectable import FromClause

from hushroom_adapters.postgres.companions.mappings import COMPANION
from hushroom_adapters.postgres.companions.tables import COMPANIONS
from hushroom_adapters.postgres.identity.languages import languages_of, skills
from hushroom_adapters.postgres.identity.tables import USER_LANGUAGES, USERS
from hushroom_domain.companions.queries import CompanionCard

_c, _l = COMPANIONS.c, USER_LANGUAGES.c

RANKING = (_c.is_online.desc(), _c.reputation_score.desc(), _c.id)
IS_OFFERED: ColumnElement[bool] = _c.is_offered
"""Selects approved companions with an enabled user; a trigger keeps this flag in the row."""
SPEAKS = exists().where(_l.user_id == _c.user_id, _l.language_key == bindparam("language"))
KNOWS = _c.folded_tags.contains(bindparam("tags", type_=_c.folded_tags.type))


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


CARD_WIDTH = COMPANION.width + 4


def card_at(row: Sequence[Any], at: int = 0) -> CompanionCard:
    """Builds the card whose columns begin at position `at`."""
    rest = at + COMPANION.width
    display_name, avatar_url, languages, proficiencies = row[rest : rest + 4]
    return CompanionCard(
        companion=COMPANION.load(row, at),
        display_name=display_name,
        avatar_url=avatar_url,
        languages=skills(languages, proficiencies),
    )
