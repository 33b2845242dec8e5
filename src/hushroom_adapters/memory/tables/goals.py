"""The tables of goals in memory."""

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.goals.model import Goal
from hushroom_domain.shared.ids import GoalId


@frozen(kw_only=True, eq=False, slots=False)
class GoalTables:
    """The tables of goals."""

    goals: Table[GoalId, Goal] = field(factory=Table)
