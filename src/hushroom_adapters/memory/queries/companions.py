"""What can be asked about companions."""

from attrs import frozen

from hushroom_adapters.memory.queries.identity import is_live
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.queries import (
    APPLICATION_LIST,
    COMPANION_LIST,
    CompanionCard,
    CompanionSearch,
    LanguageSkill,
    OwnProfile,
)
from hushroom_domain.companions.state_machine import CompanionStatus
from hushroom_domain.identity.model import User, Viewer
from hushroom_domain.shared.ids import CompanionId, FamilyId, UserId
from hushroom_domain.shared.paging import COUNT_LIMIT, Page, Slice, Window
from hushroom_domain.shared.text import fold, folded_words


def skills_of(tables: Tables, user_id: UserId) -> tuple[LanguageSkill, ...]:
    """The languages that the user works in."""
    return tuple(LanguageSkill(one.language, one.proficiency) for one in tables.languages.get(user_id) or ())


def card_of(tables: Tables, companion: Companion) -> CompanionCard:
    """The companion as others see it."""
    user = _user_of(tables, companion)
    return CompanionCard(
        companion=companion,
        display_name=user.display_name,
        avatar_url=user.avatar_url,
        languages=skills_of(tables, companion.user_id),
    )


def is_offered(tables: Tables, companion: Companion) -> bool:
    """Whether the companion is approved and its user active."""
    return companion.is_approved and _user_of(tables, companion).is_enabled


def by_rank(card: CompanionCard) -> tuple[bool, float, int]:
    """The order of lists: online first, then by reputation, then by id."""
    companion = card.companion
    return (not companion.is_online, -companion.stats.reputation_score, companion.id.int)


def speaks(card: CompanionCard, language: str | None) -> bool:
    """Whether the companion works in the language, if one is asked for."""
    return language is None or any(one.language.casefold() == language.casefold() for one in card.languages)


def knows(companion: Companion, tag: str | None) -> bool:
    """Returns whether the companion has the tag, if one is asked for; a tag that folds to nothing is had by none."""
    return not tag or (bool(fold(tag)) and fold(tag) in map(fold, companion.expertise_tags))


@frozen
class MemoryCompanionQueries:
    """Implements `CompanionQueries`."""

    tables: Tables

    async def own(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> OwnProfile | None:
        if not is_live(self.tables, user_id, sign_in_id):
            return None
        companions = self.tables.companions.values()
        companion = next((companion for companion in companions if companion.user_id == user_id), None)
        return self._own(companion) if companion else None

    async def card(self, companion_id: CompanionId, viewer: Viewer | None) -> CompanionCard | None:
        companion = self.tables.companions.get(companion_id)
        if companion is None:
            return None
        is_insider = viewer is not None and (viewer.is_admin or viewer.user_id == companion.user_id)
        return card_of(self.tables, companion) if is_insider or is_offered(self.tables, companion) else None

    async def search(self, search: CompanionSearch, window: Window) -> Page[CompanionCard]:
        offered = (one for one in self.tables.companions.values() if is_offered(self.tables, one))
        cards = (card_of(self.tables, companion) for companion in offered)
        return COMPANION_LIST.page((card for card in cards if _fits(card, search)), window, COUNT_LIMIT)

    async def pending(self, window: Window) -> Slice[OwnProfile]:
        companions = self.tables.companions.values()
        waiting = (companion for companion in companions if companion.status is CompanionStatus.PENDING_REVIEW)
        return APPLICATION_LIST.slice(map(self._own, waiting), window)

    def _own(self, companion: Companion) -> OwnProfile:
        return OwnProfile(
            companion=companion,
            user=_user_of(self.tables, companion),
            languages=skills_of(self.tables, companion.user_id),
        )


def _user_of(tables: Tables, companion: Companion) -> User:
    user = tables.users.get(companion.user_id)
    assert user is not None, "a companion is a user"
    return user


def _fits(card: CompanionCard, search: CompanionSearch) -> bool:
    companion = card.companion
    return (
        search.type in {None, companion.type}
        and companion.stats.average_rating >= (search.min_rating or 0)
        and search.is_online in {None, companion.is_online}
        and speaks(card, search.language)
        and knows(companion, search.expertise_tag)
        and _mentions(card, folded_words(search.text))
    )


def _mentions(card: CompanionCard, words: tuple[str, ...] | None) -> bool:
    """Returns whether every word is part of the bio, the tags or the name, folded; None asks for nothing."""
    if words is None:
        return True
    companion = card.companion
    told = "\n".join(map(fold, [companion.bio or "", *companion.expertise_tags, card.display_name or ""]))
    return bool(words) and all(word in told for word in words)
