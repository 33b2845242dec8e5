"""The tables of ratings in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.ratings.model import Rating
from hushroom_domain.shared.ids import RatingId


@frozen(kw_only=True, eq=False, slots=False)
class RatingTables:
    """The tables of ratings."""

    ratings: Table[RatingId, Rating] = field(factory=Table)
