"""The search of companions who are free at a time, for pages and clients of the API alike."""

from collections.abc import Sequence

from attrs import frozen

from hushroom_domain.application import Application, Queries
from hushroom_domain.companions.queries import CompanionCard, CompanionSearch
from hushroom_domain.matching.policy import CALENDAR_PAGES
from hushroom_domain.shared.paging import Page, Position, Window
from hushroom_domain.shared.time import Period


@frozen
class FreeCompanions:
    """Companions who are free at a time; `next` is the position behind the last one whose hours were looked at.

    `counted` is the first page of those who fit otherwise, with their number.
    """

    cards: Sequence[CompanionCard]
    next: Position | None
    counted: Page[CompanionCard]


async def free_companions(
    application: Application, queries: Queries, search: CompanionSearch, window: Window, time: Period
) -> FreeCompanions:
    """Returns the companions who fit the search and are free for the whole time.

    The hours of at most `CALENDAR_PAGES` pages are looked at, so that there may be few or none of them on a page that
    another one follows.
    """
    first = found = await queries.companions.search(search, window)
    cards = await _free_among(application, found, time)
    for _ in range(CALENDAR_PAGES - 1):
        if found.next is None or len(cards) >= window.take:
            break
        found = await queries.companions.search(search, Window(take=window.take, after=found.next))
        cards += await _free_among(application, found, time)
    return FreeCompanions(cards, found.next, first)


async def _free_among(application: Application, found: Page[CompanionCard], time: Period) -> list[CompanionCard]:
    free = await application.matching.free_times([card.companion for card in found.items], time)
    return [card for card in found.items if free[card.companion.id] == (time,)]
