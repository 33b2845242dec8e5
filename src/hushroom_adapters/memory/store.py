"""The store: all rows of the platform in the memory of one process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import field, frozen

from hushroom_adapters.memory.features import MemoryWork, use_case_queries
from hushroom_adapters.memory.outbox import Backlog
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.queries import UseCaseQueries
from hushroom_domain.shared.ports import Clock


@frozen(eq=False)
class Store:
    """Tables with transactions, which run one after the other.

    `begin` implements `Begin[Work]`. The writes of its block become visible when the block ends; they are discarded
    when it raises.
    """

    clock: Clock
    tables: Tables = field(factory=Tables)
    _turn: asyncio.Lock = field(factory=asyncio.Lock, init=False, repr=False)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[MemoryWork]:
        """Opens a transaction."""
        # Yields to other tasks, as waiting for a database does, so that transactions interleave as they do there.
        await asyncio.sleep(0)
        async with self._turn:
            draft = self.tables.draft()
            yield MemoryWork(draft, self.clock)
            draft.commit()

    @property
    def queries(self) -> UseCaseQueries:
        """Returns the query ports of use cases, on the committed rows."""
        return use_case_queries(self.tables)

    @property
    def backlog(self) -> Backlog:
        """Returns the reactions that committed events still cause."""
        return Backlog(self.tables.outbox, self.clock)
