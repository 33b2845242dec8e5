"""Candidates in the memory of this process, kept fresh by the log of changes."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from itertools import takewhile
from time import monotonic

import structlog
from attrs import define, field

from hushroom_adapters.candidates.columns import Columns
from hushroom_adapters.candidates.lists import first_of, total_of
from hushroom_adapters.candidates.ports import CandidateSource
from hushroom_adapters.candidates.scoring import best_of, microseconds
from hushroom_domain.companions.queries import CompanionSearch
from hushroom_domain.matching.model import CandidateSearch, ScoredCandidate
from hushroom_domain.matching.policy import FAIRNESS_WINDOW
from hushroom_domain.matching.ports import Candidates
from hushroom_domain.shared.causes import reason_of, shape_of
from hushroom_domain.shared.ports import Clock

LOOK_SECONDS = 0.5
"""The longest time between two looks at the log; a notification causes one at once."""
STALE_SECONDS = 1.0
"""The age of the last look from which on lists look themselves: comparing or reading everything keeps the loop busy."""
RETRY_SECONDS = 1.0
MARGIN = timedelta(days=1)
"""Selections that left the window are kept as long, because the clocks of two requests may differ."""
FACTS_AT_ONCE = 1_000

log = structlog.get_logger(__name__)


@define
class ColumnCandidates:
    """Implements `Candidates`: answers from columns in memory, and from `fallback` until they are read.

    Counts and orders the lists of companions too, for the database that reads their pages.
    Every `check_seconds` the columns are compared with the table, and what differs is read again.
    """

    source: CandidateSource
    fallback: Candidates
    clock: Clock
    check_seconds: float
    stale_seconds: float = STALE_SECONDS
    _columns: Columns | None = field(default=None, init=False)
    _position: str = field(default="", init=False)
    _newest: int = field(default=0, init=False)
    _looked_at: float = field(default=0.0, init=False)
    _one_look: asyncio.Lock = field(factory=asyncio.Lock, init=False)
    _is_closing: bool = field(default=False, init=False)
    _said: str | None = field(default=None, init=False)

    @property
    def columns(self) -> Columns | None:
        """Returns the columns, None until they are read."""
        return self._columns

    async def best(self, search: CandidateSearch, limit: int) -> tuple[ScoredCandidate, ...]:
        if self._columns is not None and search.newest_change > self._newest:
            await self.look()
        # A look may find that everything has to be read again.
        if self._columns is None:
            return await self.fallback.best(search, limit)
        return best_of(self._columns, search, limit)

    async def total(self, search: CompanionSearch) -> int | None:
        """Returns the number of companions who fit, None where the columns are not read or do not know."""
        columns = await self._recent()
        return None if columns is None else total_of(columns, search)

    async def first(self, search: CompanionSearch, limit: int) -> tuple[int, bytes] | None:
        """Returns the number of companions who fit and the ids of the first of them, 16 bytes each; None as `total`."""
        columns = await self._recent()
        return None if columns is None else first_of(columns, search, limit)

    @asynccontextmanager
    async def kept_fresh(self) -> AsyncIterator[None]:
        """Reads the candidates and follows their changes until the block ends."""
        keeping = asyncio.create_task(self._keep_fresh())
        try:
            yield
        finally:
            # A thread cannot be cancelled: it ends after its slice.
            self._is_closing = True
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping

    async def read(self) -> bool:
        """Reads all candidates in a thread; returns False when another process is reading."""
        began = monotonic()
        found = await asyncio.to_thread(self._read_all)
        if found is None:
            return False
        async with self._one_look:
            self._columns, self._position, self._newest = found
        await self.look()
        known, seconds = found[0], round(monotonic() - began, 2)
        log.info("candidates read", candidates=known.size, bytes=known.byte_count, seconds=seconds)
        return True

    async def look(self) -> None:
        """Takes over the changes since the last look."""
        async with self._one_look:
            await self._take_over()

    async def _recent(self) -> Columns | None:
        """Returns the columns as they were `stale_seconds` ago at the earliest, None until they are read."""
        if self._is_stale:
            async with self._one_look:
                # Of all lists that waited one looks.
                if self._is_stale:
                    await self._take_over()
        return self._columns

    @property
    def _is_stale(self) -> bool:
        return self._columns is not None and monotonic() - self._looked_at > self.stale_seconds

    async def _take_over(self) -> None:
        """Takes over the changes since the last look; the caller holds the lock."""
        if self._columns is None:
            return
        began = monotonic()
        changes = await self.source.changes(self._position, self._oldest)
        if not changes.is_complete:
            self._columns = None
            return
        self._columns.put(changes.facts)
        self._position, self._newest, self._looked_at = changes.position, changes.newest, began

    async def check(self) -> int:
        """Compares the columns with the table, reads again what differs, and returns its number."""
        columns = self._columns
        if columns is None:
            return 0
        await self.look()
        differing = await self._differing(columns)
        for start in range(0, len(differing), FACTS_AT_ONCE):
            async with self._one_look:
                # In the lock, so that no look takes over a newer state before this older one.
                columns.put(await self.source.facts(differing[start : start + FACTS_AT_ONCE], self._oldest))
        return len(differing)

    async def _differing(self, columns: Columns) -> list[bytes]:
        since = self.clock.now() - FAIRNESS_WINDOW
        slices = self.source.marks(since)
        size, seen, found = columns.size, set[int](), list[bytes]()
        while (marks := await asyncio.to_thread(next, slices, None)) is not None:
            rows, differing = columns.differing(marks, microseconds(since))
            seen.update(rows.tolist())
            found += differing
        gone = [row for row in columns.is_offered[:size].nonzero()[0].tolist() if row not in seen]
        return [*found, *map(columns.id_at, gone)]

    def _read_all(self) -> tuple[Columns, str, int] | None:
        with self.source.reading(self._oldest) as reading:
            if reading is None:
                return None
            slices = takewhile(lambda _: not self._is_closing, reading.slices)
            return Columns.read(slices), reading.position, reading.newest

    @property
    def _oldest(self) -> datetime:
        return self.clock.now() - FAIRNESS_WINDOW - MARGIN

    async def _keep_fresh(self) -> None:
        while True:
            try:
                await self._follow()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt may succeed
                self._say(reason_of(error))
            await asyncio.sleep(RETRY_SECONDS * (0.5 + random.random()))  # noqa: S311 - no secret

    def _say(self, reason: str) -> None:
        """Logs a cause once, until it changes or is over."""
        if self._said is None or shape_of(reason) != shape_of(self._said):
            log.warning("candidates not kept fresh", reason=reason)
        self._said = reason

    async def _follow(self) -> None:
        """Reads the candidates if needed, and follows their changes until they have to be read again."""
        if self._columns is None and not await self.read():
            return
        check_at = monotonic() + self.check_seconds * (0.5 + random.random())  # noqa: S311 - no secret
        while self._columns is not None:
            await self.source.wait(LOOK_SECONDS)
            await self.look()
            self._said = None
            if monotonic() >= check_at:
                await self._check_and_renew()
                check_at = monotonic() + self.check_seconds

    async def _check_and_renew(self) -> None:
        differing = await self.check()
        if differing:
            log.warning("candidates differed from the table", candidates=differing)
        if self._columns is not None and self._columns.is_worn:
            await self.read()
