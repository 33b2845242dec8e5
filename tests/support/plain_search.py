"""The search of companions in its plainest form: a look at every profile, for comparison with the database's."""

from collections.abc import Iterable

from attrs import frozen

from hushroom_domain.companions.model import Companion
from hushroom_domain.companions.queries import CompanionSearch, CompanionSort
from hushroom_domain.shared.text import fold, folded_words


@frozen
class Profile:
    """A companion with its name and languages."""

    companion: Companion
    name: str
    languages: tuple[str, ...]

    def fits(self, search: CompanionSearch) -> bool:
        companion = self.companion
        wanted = (
            companion.is_approved,
            search.type in (None, companion.type),
            search.is_online in (None, companion.is_online),
            search.min_rating is None or companion.stats.average_rating >= search.min_rating,
            search.max_price is None or companion.hourly_rate.minor <= search.max_price.minor,
            search.language is None or search.language.casefold() in map(str.casefold, self.languages),
            search.expertise_tag is None or fold(search.expertise_tag) in map(fold, companion.expertise_tags),
        )
        return all(wanted) and self._says(search.text)

    def _says(self, text: str | None) -> bool:
        words = folded_words(text)
        said = fold("\n".join((self.companion.bio or "", *self.companion.expertise_tags, self.name)))
        return words is None or (words != () and all(word in said for word in words))


def found(profiles: Iterable[Profile], search: CompanionSearch) -> list[Companion]:
    """Returns all companions that fit, in the order of the search."""
    fitting = [profile.companion for profile in profiles if profile.fits(search)]
    if search.sort is CompanionSort.PRICE:
        return sorted(fitting, key=lambda one: (one.hourly_rate.minor, one.id))
    return sorted(fitting, key=lambda one: (not one.is_online, -one.stats.reputation_score, one.id))
