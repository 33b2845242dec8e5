"""The rows of companions and their entities."""

from hushroom_adapters.postgres.companions.tables import COMPANIONS, FAVOURITES
from hushroom_adapters.postgres.core.folding import digest
from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_domain.companions.model import Companion, Favourite
from hushroom_domain.shared.text import fold


def _tag_keys(companion: Companion) -> list[str]:
    """Returns the tags in the form of the previous version, which still reads them."""
    return [tag.casefold() for tag in companion.expertise_tags]


def _folded_tags(companion: Companion) -> list[str]:
    return list(filter(None, map(fold, companion.expertise_tags)))


def _folded_text(companion: Companion) -> str:
    return "\n".join(map(fold, (companion.bio or "", *companion.expertise_tags)))


def _source_of_companion(companion: Companion) -> str:
    return digest(companion.bio or "", *companion.expertise_tags)


FOLDED_COMPANION = {"folded_tags": _folded_tags, "folded_text": _folded_text, "folded_of": _source_of_companion}
"""The columns of a companion that hold folded text."""
COMPANION = RowMapper(Companion, COMPANIONS, derived={"tag_keys": _tag_keys, **FOLDED_COMPANION})
FAVOURITE = RowMapper(Favourite, FAVOURITES)
