"""Find companions for a session."""

from datetime import datetime
from itertools import islice

from attrs import frozen

from hushroom_domain.matching.eligibility import has_room
from hushroom_domain.matching.model import NO_WISH, Match, Ranked, Wish, rank
from hushroom_domain.matching.policy import (
    CALENDAR_SPARES,
    FAIRNESS_WINDOW,
    MAX_CANDIDATES,
    MAX_RESULTS,
    RESULT_LIFETIME,
)
from hushroom_domain.matching.ports import MatchingWork, MatchResults
from hushroom_domain.matching.queries import Calendar, MatchingViews
from hushroom_domain.sessions.errors import NotPendingMatch, NotSessionOwner, SessionNotFound
from hushroom_domain.sessions.machine import Status
from hushroom_domain.sessions.model import Session
from hushroom_domain.shared.ids import SessionId, UserId
from hushroom_domain.shared.ports import Begin, Clock


@frozen
class FindCompanions:
    """The best companions that are free for a session, best first, and remember them for half an hour.

    Refuses with `SessionNotFound`, `NotSessionOwner` and `NotPendingMatch`.
    """

    begin: Begin[MatchingWork]
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
        session, keywords = await self._session(command)
        candidates = await self.views.candidates(command.user_id, command.wish, now - FAIRNESS_WINDOW, MAX_CANDIDATES)
        matches = await self._free(session, rank(candidates, keywords, command.wish), now)
        await self.results.save(session.id, matches, RESULT_LIFETIME)
        return matches

    async def _session(self, command: Command) -> tuple[Session, tuple[str, ...]]:
        async with self.begin() as work:
            session = await work.sessions.get(command.session_id)
            goal = await work.goals.of_session(command.session_id)
        if session is None:
            raise SessionNotFound
        if session.seeker_id != command.user_id:
            raise NotSessionOwner
        if session.status is not Status.PENDING_MATCH:
            raise NotPendingMatch
        return session, goal.keywords if goal else ()

    async def _free(self, session: Session, ranked: tuple[Ranked, ...], now: datetime) -> tuple[Match, ...]:
        """The first of the ranked ones that are still offered and whose calendar has room."""
        shortlist = ranked[: MAX_RESULTS * CALENDAR_SPARES]
        if not shortlist:
            return ()
        ids = [one.companion_id for one in shortlist]
        cards, calendars = await self.views.cards(ids), await self.views.calendars(ids)
        matches = (Match(cards[one.companion_id], one.score) for one in shortlist if one.companion_id in cards)
        free = (
            match
            for match in matches
            if has_room(session, match.card.companion, calendars.get(match.card.companion.id, Calendar()), now)
        )
        return tuple(islice(free, MAX_RESULTS))
