"""The outbox in memory, and a loop that runs the reactions of its rows."""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from hushroom_adapters.memory.repositories import MemoryRepositories
from hushroom_adapters.memory.rows import OutboxRow
from hushroom_adapters.memory.table import Table
from hushroom_adapters.memory.tables import Tables
from hushroom_domain.application import Application
from hushroom_domain.reactions import BY_NAME, names_for
from hushroom_domain.shared.errors import DomainError
from hushroom_domain.shared.events import Event
from hushroom_domain.shared.ports import Clock


@frozen
class MemoryOutbox:
    """Implements `Outbox`: one row for each reaction that an event causes."""

    tables: Tables
    clock: Clock

    async def add(self, events: Iterable[Event], *, due: datetime | None = None) -> None:
        for event in events:
            for reaction in names_for(event):
                number = len(self.tables.outbox) + 1
                row = OutboxRow(id=number, event=event, reaction=reaction, due=due or self.clock.now())
                self.tables.outbox.put(number, row)


class MemoryOutboxRepositories(MemoryRepositories):
    """The repositories of the outbox in one transaction."""

    @property
    def outbox(self) -> MemoryOutbox:
        return MemoryOutbox(self.tables, self.clock)


@frozen
class Backlog:
    """The rows of the outbox that wait for their reaction."""

    rows: Table[int, OutboxRow]
    clock: Clock

    @property
    def pending(self) -> tuple[OutboxRow, ...]:
        """Returns the open rows in the order of their creation, including those that are not due."""
        return tuple(row for row in self.rows.values() if row.done_at is None)

    @property
    def due(self) -> tuple[OutboxRow, ...]:
        """Returns the open rows that are due."""
        now = self.clock.now()
        return tuple(row for row in self.pending if row.due <= now)

    @property
    def failed(self) -> tuple[OutboxRow, ...]:
        """Returns the rows whose last attempt failed; the next `drain` tries them again."""
        return tuple(row for row in self.pending if row.error is not None)

    async def drain(self, app: Application) -> int:
        """Runs due rows, and those that they cause, until only failures remain; returns the number of successes.

        Each row is tried once in a drain. A refusal is noted on the row; any other exception is a mistake
        and comes out of here.
        """
        tried: set[int] = set()
        succeeded = 0
        while waiting := [row for row in self.due if row.id not in tried]:
            for row in waiting:
                tried.add(row.id)
                succeeded += await self.run(app, row)
        return succeeded

    async def run(self, app: Application, row: OutboxRow) -> bool:
        """Runs the reaction of one row, also of a completed one, and returns whether it succeeded."""
        try:
            await BY_NAME[row.reaction].run(app, row.event)
        except DomainError as refusal:
            self.rows.put(row.id, row.failed(f"{refusal.code}: {refusal.text}"))
            return False
        self.rows.put(row.id, row.done(self.clock.now()))
        return True
