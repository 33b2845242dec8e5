"""Builds the cards of companions from the in-memory tables, and tests them against the filters of a search."""

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.queries import CompanionCard, LanguageSkill
from hushroom_domain.identity.model import User
from hushroom_domain.shared.ids import UserId


def skills_of(tables: Tables, user_id: UserId) -> tuple[LanguageSkill, ...]:
    """Returns the languages that the user works in."""
    return tuple(LanguageSkill(one.language, one.proficiency) for one in tables.languages.get(user_id) or ())


def card_of(tables: Tables, companion: Companion) -> CompanionCard:
    """Builds the companion's card, as other users see it."""
    user = _user_of(tables, companion)
    return CompanionCard(
        companion=companion,
        display_name=user.display_name,
        avatar_url=user.avatar_url,
        languages=skills_of(tables, companion.user_id),
    )


def is_offered(tables: Tables, companion: Companion) -> bool:
    """Returns whether the companion is approved and its user active."""
    return companion.is_approved and _user_of(tables, companion).is_enabled


def _user_of(tables: Tables, companion: Companion) -> User:
    user = tables.users.get(companion.user_id)
    assert user is not None, "a companion is a user"
    return user
