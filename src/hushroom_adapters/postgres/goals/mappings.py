"""The rows of goals and their entities."""

from hushroom_adapters.postgres.core.row_mapper import RowMapper
from hushroom_adapters.postgres.goals.tables import GOALS
from hushroom_domain.goals.model import Goal

GOAL = RowMapper(Goal, GOALS)
