"""The languages of users, aggregated in the statement that selects the users."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause

from hushroom_adapters.postgres.identity.tables import USER_LANGUAGES
from hushroom_domain.companions.queries import LanguageSkill
from hushroom_domain.identity.model import Proficiency

_l = USER_LANGUAGES.c


def languages_of(user_id: ColumnElement[Any]) -> LateralFromClause:
    """Selects the user's languages and proficiencies as two lists; both are null without languages."""
    return (
        select(
            func.array_agg(aggregate_order_by(_l.language, _l.id)).label("languages"),
            func.array_agg(aggregate_order_by(_l.proficiency, _l.id)).label("proficiencies"),
        )
        .where(_l.user_id == user_id)
        .lateral("spoken")
    )


def skills(languages: list[str] | None, proficiencies: list[str] | None) -> tuple[LanguageSkill, ...]:
    """Converts the two lists to skills."""
    return tuple(map(_skill, languages or (), proficiencies or ()))


@lru_cache(maxsize=1_024)
def _skill(language: str, proficiency: str) -> LanguageSkill:
    """Returns one skill; equal skills share one value, because a search reads thousands."""
    return LanguageSkill(language, Proficiency(proficiency))
