"""The tables of companions in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.companions.model import Companion, Favourite
from hushroom_domain.shared.ids import CompanionId, FavouriteId


@frozen(kw_only=True, eq=False, slots=False)
class CompanionTables:
    """The tables of companions."""

    companions: Table[CompanionId, Companion] = field(factory=Table)
    favourites: Table[FavouriteId, Favourite] = field(factory=Table)
