"""The rows of ratings and their entities."""

from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.ratings.tables import RATINGS
from hushroom_domain.ratings.model import Rating

RATING = RowMapper(Rating, RATINGS)
