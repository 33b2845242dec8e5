"""Find companions for a session."""

from datetime import datetime

from attrs import frozen

from hushroom_domain.matching.eligibility import has_room
from hushroom_domain.matching.model import NO_WISH, Match, Ranked, Wish, rank
from hushroom_domain.matching.policy import (
    CALENDAR_PAGES,
    FAIRNESS_WINDOW,
    MAX_CANDIDATES,
    MAX_RESULTS,
    RESULT_LIFETIME,
)
from hushroom_domain.matching.ports import MatchResults
from hushroom_domain.matching.queries import Calendar, MatchingViews, Wanted
from hushroom_domain.sessions.errors import NotPendingMatch, NotSessionOwner, SessionNotFound
from hushroom_domain.sessions.machine import Status
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.ports import Clock


@frozen
class FindCompanions:
    """The best companions that are free for a session, best first, and remember them for half an hour.

    Refuses with `SessionNotFound`, `NotSessionOwner` and `NotPendingMatch`.
    """

    clock: Clock
    views: MatchingViews
    results: MatchResults

    @frozen(kw_only=True)
    class Command:
        user_id: UserId
        session_id: SessionId
        wish: Wish = NO_WISH

    async def __call__(self, command: Command) -> tuple[Match, ...]:
        now = self.clock.now()
        wanted = await self._wanted(command)
        candidates = await self.views.candidates(command.user_id, command.wish, now - FAIRNESS_WINDOW, MAX_CANDIDATES)
        matches = await self._free(wanted.session, rank(candidates, wanted.keywords, command.wish), now)
        await self.results.save(command.session_id, matches, RESULT_LIFETIME)
        return matches

    async def _wanted(self, command: Command) -> Wanted:
        wanted = await self.views.wanted(command.session_id)
        if wanted is None:
            raise SessionNotFound
        if wanted.session.seeker_id != command.user_id:
            raise NotSessionOwner
        if wanted.session.status is not Status.PENDING_MATCH:
            raise NotPendingMatch
        return wanted

    async def _free(self, session: Session, ranked: tuple[Ranked, ...], now: datetime) -> tuple[Match, ...]:
        """The first of the ranked ones whose calendar has room; calendars are read a page at a time."""
        found: list[Match] = []
        for start in range(0, MAX_RESULTS * CALENDAR_PAGES, MAX_RESULTS):
            page = ranked[start : start + MAX_RESULTS]
            if not page or len(found) >= MAX_RESULTS:
                break
            found += await self._with_room(session, page, now)
        return tuple(found[:MAX_RESULTS])

    async def _with_room(self, session: Session, page: tuple[Ranked, ...], now: datetime) -> list[Match]:
        """Those of the page that are still offered and have room."""
        ids = [one.companion_id for one in page]
        cards, calendars = await self.views.cards(ids), await self.views.calendars(ids)
        matches = (Match(cards[one.companion_id], one.score) for one in page if one.companion_id in cards)
        return [
            match
            for match in matches
            if has_room(session, match.card.companion, calendars.get(match.card.companion.id, Calendar()), now)
        ]
