"""Searches for companions: totals and deep pages of those with many matches are remembered for some seconds."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from attrs import field, frozen

from hushroom_adapters.postgres.companions.cards import card_at
from hushroom_adapters.postgres.companions.search_statements import SearchStatements, parameters_of, statements_of
from hushroom_adapters.postgres.core.bounded_searches import USUAL_BOUNDS, SearchBounds
from hushroom_adapters.postgres.core.executor import QueryExecutor
from hushroom_adapters.postgres.core.pages import TotalFound, as_window
from hushroom_adapters.postgres.core.remembered_order import places_in_order
from hushroom_adapters.postgres.core.short_memory import ShortMemory
from hushroom_domain.companions.queries import COMPANION_LISTS, CompanionCard, CompanionSearch, CompanionSort
from hushroom_domain.shared.ids import CompanionId
from hushroom_domain.shared.paging import Page, Position, Slice, Window
from hushroom_domain.shared.text import folded_words

_ASCENDING: Mapping[CompanionSort, Callable[..., tuple[Any, ...]]] = {
    CompanionSort.RANK: lambda is_online, score, companion_id: (not is_online, -score, companion_id),
    CompanionSort.PRICE: lambda rate, companion_id: (rate, companion_id),
}
"""Sort keys that ascend in each order of lists."""
KNOWN_SECONDS, RENEWAL_SECONDS = 9.0, 0.5
"""Seconds for which the totals and the deep pages of searches with many matches are remembered: ten with a renewal."""
FEW = 1_000
"""The number of matches, and the number of rows before the end of a page, up to which nothing is remembered."""
ID_BYTES = 16
KNOWN_TOTALS, KNOWN_KEYS = 1_000, 64
"""Searches of which a process remembers the total, and those of which it remembers the first keys (160 kB each)."""


class KnownMatches(Protocol):
    """Counts and orders the companions who fit a search, at most about a second late, without searching the table.

    Both methods return None where this is not known, for the search or at the moment.
    """

    async def total(self, search: CompanionSearch) -> int | None:
        """Returns the number of companions who fit."""
        ...

    async def first(self, search: CompanionSearch, limit: int) -> tuple[int, bytes] | None:
        """Returns the number of companions who fit, and the ids of the first of them in order, 16 bytes each."""
        ...


class NothingKnown:
    """Implements `KnownMatches`."""

    async def total(self, search: CompanionSearch) -> None:
        """Returns None."""

    async def first(self, search: CompanionSearch, limit: int) -> None:
        """Returns None."""


NOTHING_KNOWN = NothingKnown()


@frozen
class CompanionSearches:
    """Finds pages of companions; what `matches` knows is not counted."""

    executor: QueryExecutor
    bounds: SearchBounds = USUAL_BOUNDS
    few: int = FEW
    totals: ShortMemory[CompanionSearch, TotalFound] = field(
        factory=lambda: ShortMemory(KNOWN_SECONDS, RENEWAL_SECONDS, KNOWN_TOTALS)
    )
    first: ShortMemory[CompanionSearch, bytes] = field(
        factory=lambda: ShortMemory(KNOWN_SECONDS, RENEWAL_SECONDS, KNOWN_KEYS)
    )
    matches: KnownMatches = NOTHING_KNOWN

    async def page(self, search: CompanionSearch, window: Window) -> Page[CompanionCard]:
        if folded_words(search.text) == ():
            return Page((), 0)
        given = parameters_of(search)
        statements = statements_of(search.sort, frozenset(given), self.bounds)
        if statements.is_filtered and self._is_deep(window):
            return await self._deep_page(search, window, statements, given)
        total, cards = await self._page(search, window, statements, given)
        return total.of(COMPANION_LISTS[search.sort].cut(cards, window.take))

    async def _page(
        self, search: CompanionSearch, window: Window, statements: SearchStatements, given: dict[str, Any]
    ) -> tuple[TotalFound, list[CompanionCard]]:
        """Returns the cards of a page, with one more where the list goes on, and counts what is not known."""
        parameters, goes_on = given | as_window(window), window.after is not None
        known = await self._known(search)
        if known is not None:
            rows = await self.executor.rows(statements.page[goes_on], **parameters)
            return known, [card_at(row) for row in rows]
        rows = await self.executor.rows(statements.counted_page[goes_on], **parameters)
        return self._learnt(search, rows[0]), [card_at(row, 2) for row in rows if row[2] is not None]

    def _is_deep(self, window: Window) -> bool:
        """Returns whether a page ends behind the few rows that are found anew each time, and before the last key."""
        return window.after is None and self.few < window.skip + window.take < self.bounds.gathered

    async def _deep_page(
        self, search: CompanionSearch, window: Window, statements: SearchStatements, given: dict[str, Any]
    ) -> Page[CompanionCard]:
        """Returns a page of the remembered first matches, without those that others cannot find any more."""
        total, packed = self.totals.get(search), self.first.get(search)
        if total is None or packed is None:
            total, packed = await self._first_known(search) or await self._first_found(statements, given)
            if total.counted > self.few:
                self.totals.put(search, total)
                self.first.put(search, packed)
        ids = _unpacked(packed, window)
        rows = await self.executor.rows(statements.among, **given, companions=ids) if ids else []
        cards = {card.companion.id: card for card in map(card_at, rows)}
        shown = tuple([cards[one] for one in ids[: window.take] if one in cards])
        following = [cards[one] for one in ids[window.take :] if one in cards]
        goes_on = shown and len(ids) > window.take
        return total.of(Slice(shown, _end_of(shown, following, search) if goes_on else None))

    async def _first_found(self, statements: SearchStatements, given: dict[str, Any]) -> tuple[TotalFound, bytes]:
        row = await self.executor.row(statements.first_keys, **given)
        assert row is not None, "totals are one row"
        return TotalFound(*row[:2]), row[2] or b""

    async def _first_known(self, search: CompanionSearch) -> tuple[TotalFound, bytes] | None:
        known = await self.matches.first(search, self.bounds.gathered)
        return None if known is None or known[0] <= self.few else (self._total_of(known[0]), known[1])

    async def _known(self, search: CompanionSearch) -> TotalFound | None:
        """Returns a total that need not be counted; small ones are counted, because they are exact at the moment."""
        total = self.totals.get(search)
        if total is None:
            number = await self.matches.total(search)
            if number is not None and number > self.few:
                total = self._total_of(number)
                self.totals.put(search, total)
        return total

    def _total_of(self, number: int) -> TotalFound:
        return TotalFound(number) if number <= self.bounds.gathered else TotalFound(self.bounds.gathered + 1, number)

    def _learnt(self, search: CompanionSearch, row: Sequence[Any]) -> TotalFound:
        """Returns the total at the beginning of a row, and remembers it when there are many matches."""
        total = TotalFound(*row[:2])
        if total.counted > self.few:
            self.totals.put(search, total)
        return total


def _end_of(shown: Sequence[CompanionCard], following: Sequence[CompanionCard], search: CompanionSearch) -> Position:
    """Returns the position of the last card of a page that stands where the order of today would put it.

    The list goes on behind the position. A card that has changed since the order was remembered has another place now.
    """
    keys = [COMPANION_LISTS[search.sort].keys(card) for card in (*shown, *following)]
    in_order = places_in_order([_ASCENDING[search.sort](*one) for one in keys])
    return Position(keys[max([place for place in in_order if place < len(shown)], default=len(shown) - 1)])


def _unpacked(packed: bytes, window: Window) -> list[CompanionId]:
    """Returns the ids of the rows of a window, and of one more."""
    places = range(window.skip * ID_BYTES, min((window.skip + window.take + 1) * ID_BYTES, len(packed)), ID_BYTES)
    return [CompanionId(UUID(bytes=packed[place : place + ID_BYTES])) for place in places]
