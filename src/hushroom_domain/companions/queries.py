"""What can be asked about companions; each question is one statement."""

from typing import Annotated, Protocol

from attrs import frozen

from hushroom_domain.companions.model import Companion, CompanionTier
from hushroom_domain.companions.policy import AVERAGE_RATING, SEARCHED_TAG, SEARCHED_TEXT
from hushroom_domain.identity.model import Proficiency, User, Viewer
from hushroom_domain.identity.policy import SEARCHED_LANGUAGE
from hushroom_domain.identity.queries import Person
from hushroom_domain.shared.ids import CompanionId, FamilyId, UserId
from hushroom_domain.shared.inputs import Named, ValidatedInput
from hushroom_domain.shared.paging import OLDEST_FIRST, Order, Page, Slice, Window


@frozen
class LanguageSkill:
    """A language a companion works in."""

    language: str
    proficiency: Proficiency


@frozen(kw_only=True)
class CompanionCard:
    """A companion as others see it; never an address."""

    companion: Companion
    display_name: str | None
    avatar_url: str | None
    languages: tuple[LanguageSkill, ...] = ()

    @property
    def person(self) -> Person:
        """The user behind the profile."""
        return Person(id=self.companion.user_id, display_name=self.display_name, avatar_url=self.avatar_url)


@frozen(kw_only=True)
class OwnProfile:
    """A companion as it sees itself."""

    companion: Companion
    user: User
    languages: tuple[LanguageSkill, ...] = ()


@frozen(kw_only=True)
class CompanionSearch(ValidatedInput):
    """What to look for; None means any. `text` is searched in bio, tags and display name."""

    type: CompanionTier | None = None
    min_rating: Annotated[float | None, AVERAGE_RATING] = None
    language: Annotated[str | None, SEARCHED_LANGUAGE] = None
    expertise_tag: Annotated[str | None, SEARCHED_TAG] = None
    is_online: bool | None = None
    text: Annotated[str | None, SEARCHED_TEXT, Named("q")] = None


def _rank(card: CompanionCard) -> tuple[bool, float, CompanionId]:
    companion = card.companion
    return companion.is_online, companion.stats.reputation_score, companion.id


COMPANION_LIST = Order(_rank, descends=(True, True, False))
"""The order in which companions are listed: online first, then by reputation, then by id."""
APPLICATION_LIST = Order[OwnProfile](lambda own: (own.companion.created_at, own.companion.id), OLDEST_FIRST)
"""The order in which applications wait for review."""


class CompanionQueries(Protocol):
    """Reads about companions."""

    async def own(self, user_id: UserId, sign_in_id: FamilyId | None = None) -> OwnProfile | None:
        """The profile of this user; None when there is none, or when the sign-in is named and over."""
        ...

    async def card(self, companion_id: CompanionId, viewer: Viewer | None) -> CompanionCard | None:
        """The profile if it is approved and its user active, or if the viewer is its owner or an admin."""
        ...

    async def search(self, search: CompanionSearch, window: Window) -> Page[CompanionCard]:
        """Approved, active companions: online first, then by reputation, then by id."""
        ...

    async def pending(self, window: Window) -> Slice[OwnProfile]:
        """The applications that wait for review, oldest first."""
        ...
