"""Query port of companions; each query is one statement."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Annotated, Protocol

from attrs import frozen

from hushroom_domain.companions.model import Companion, CompanionTier
from hushroom_domain.companions.policy import AVERAGE_RATING, SEARCHED_PRICE, SEARCHED_TAG, SEARCHED_TEXT
from hushroom_domain.identity.model import Proficiency, User, Viewer
from hushroom_domain.identity.policy import SEARCHED_LANGUAGE
from hushroom_domain.identity.queries import Person
from hushroom_domain.shared.ids import CompanionId, FamilyId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput
from hushroom_domain.shared.money import Money
from hushroom_domain.shared.paging import Order, Page, Slice, Window


@frozen
class LanguageSkill:
    """A language in which a companion works."""

    language: str
    proficiency: Proficiency


@frozen(kw_only=True)
class CompanionCard:
    """A companion with the fields that other people may see, without the email address."""

    companion: Companion
    display_name: str | None
    avatar_url: str | None
    languages: tuple[LanguageSkill, ...] = ()

    @property
    def person(self) -> Person:
        """Returns the user of the profile."""
        return Person(id=self.companion.user_id, display_name=self.display_name, avatar_url=self.avatar_url)

    def speaks(self, language: str) -> bool:
        """Returns whether the companion works in the language."""
        return any(one.language.casefold() == language.casefold() for one in self.languages)


@frozen(kw_only=True)
class OwnProfile:
    """A companion with its user, for the owner of the profile and administrators."""

    companion: Companion
    user: User
    languages: tuple[LanguageSkill, ...] = ()


class CompanionSort(StrEnum):
    """The orders of a list of companions; ties are broken by id."""

    RANK = "rank"
    """Online first, then by reputation."""
    PRICE = "price"
    """The lowest price of one hour first."""


@frozen(kw_only=True)
class CompanionSearch(ValidatedInput):
    """Selects companions; None means any. `text` is searched in bio, tags and display name.

    `max_price` is for one hour.
    """

    type: CompanionTier | None = None
    min_rating: Annotated[float | None, AVERAGE_RATING] = None
    language: Annotated[str | None, SEARCHED_LANGUAGE] = None
    expertise_tag: Annotated[str | None, SEARCHED_TAG] = None
    is_online: bool | None = None
    max_price: Annotated[Money | None, SEARCHED_PRICE] = None
    sort: CompanionSort = CompanionSort.RANK
    text: Annotated[str | None, SEARCHED_TEXT, Named("q")] = None


def _rank(card: CompanionCard) -> tuple[bool, float, CompanionId]:
    companion = card.companion
    return companion.is_online, companion.stats.reputation_score, companion.id


def _price(card: CompanionCard) -> tuple[int, CompanionId]:
    return card.companion.hourly_rate.minor, card.companion.id


COMPANION_LISTS: Mapping[CompanionSort, Order[CompanionCard]] = {
    CompanionSort.RANK: Order(_rank),
    CompanionSort.PRICE: Order(_price),
}
"""The sort keys of each order of lists of companions."""
APPLICATION_LIST = Order[OwnProfile](lambda own: (own.companion.created_at, own.companion.id))
"""The order of lists of applications: oldest first."""


class CompanionQueries(Protocol):
    """Reads companion profiles."""

    async def favourites(self, user_id: UserId) -> tuple[CompanionCard, ...]:
        """Returns the favourites of the user that others can find too, newest first; `MOST_FAVOURITES` at most."""
        ...

    async def favourites_among(self, user_id: UserId, companions: Collection[CompanionId]) -> frozenset[CompanionId]:
        """Returns those of these companions that are favourites of the user."""
        ...

    async def own(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> OwnProfile | None:
        """Returns the profile of the user; None without a profile, or when the given sign-in has ended."""
        ...

    async def card(self, companion_id: CompanionId, viewer: Viewer | None) -> CompanionCard | None:
        """Returns an approved profile of an active user; to its owner and administrators any profile."""
        ...

    async def search(self, search: CompanionSearch, window: Window) -> Page[CompanionCard]:
        """Returns the approved companions of active users that match, in the order that it names."""
        ...

    async def pending(self, window: Window) -> Slice[OwnProfile]:
        """Returns the applications that wait for review, oldest first."""
        ...
