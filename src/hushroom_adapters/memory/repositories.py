"""The part of a transaction that makes repositories; each feature derives its own and `features.py` joins them."""

from hushroom_adapters.memory.tables import Tables
from hushroom_domain.shared.ports import Clock


class MemoryRepositories:
    """Makes a repository over the tables each time that it is asked for."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        """Works on `tables`, which are the draft of one transaction."""
        self.tables, self.clock = tables, clock
