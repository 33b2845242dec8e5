"""The tables of daily quotas in memory."""

from datetime import date

from attrs import field, frozen

from hushroom_adapters.memory.table import Table
from hushroom_domain.shared.ids import UserId
from hushroom_domain.shared.quotas import Countable


@frozen(kw_only=True, eq=False, slots=False)
class QuotaTables:
    """The tables of daily quotas."""

    quota_usage: Table[tuple[UserId, Countable], tuple[date, int]] = field(factory=Table)
